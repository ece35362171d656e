import { z } from "zod";
import { type AnsweredVector, inOrder, vectorSchema, vectorsOf } from "./answered-vectors.ts";
import type { EmbeddingApiKind } from "./embedding-api.ts";

const answerSchema: z.ZodType<{
  readonly data: readonly { readonly index: number; readonly embedding: AnsweredVector }[];
}> = z.object({ data: z.array(z.object({ index: z.int().nonnegative(), embedding: vectorSchema })) });

/** `/v1/embeddings` below the server's root; a url that already ends in it, or in `/v1`, is completed. */
function pathBelow(own: string): string {
  if (own.endsWith("/embeddings")) return "";
  return own.endsWith("/v1") ? "/embeddings" : "/v1/embeddings";
}

/**
 * OpenAI's `POST /v1/embeddings` (platform.openai.com/docs/api-reference/embeddings/create): `input` is a list of texts or
 * of lists of token ids, `encoding_format` is base64 or float.
 */
export const openai: EmbeddingApiKind = {
  inputs: ["tokens", "text"],
  create: ({ server, card, model, path: own }) => {
    const path = pathBelow(own);
    const name = path === "" ? own : path;
    let encoding: "base64" | "float" = "base64";
    const send = (rows: unknown, signal?: AbortSignal) =>
      server.send(path, { model: model ?? card.name, input: rows, encoding_format: encoding }, signal);
    return {
      embed: async ({ rows }, signal) => {
        let answer = await send(rows, signal);
        // Servers that know no base64 refuse the whole request.
        if (encoding === "base64" && (answer.status === 400 || answer.status === 422)) {
          encoding = "float";
          answer = await send(rows, signal);
          if (answer.status !== 200) encoding = "base64";
        }
        const { data } = server.valueOf(answer, name, answerSchema);
        const ordered = inOrder(server, name, data, rows.length);
        return vectorsOf(
          server,
          name,
          ordered.map(({ embedding }) => embedding),
          rows.length,
        );
      },
    };
  },
};
