import { z } from "zod";
import { type AnsweredNumbers, inOrder, numbersSchema, vectorsOf } from "./answered-vectors.ts";
import type { EmbeddingApiKind } from "./embedding-api.ts";
import { assertTokensAgree } from "./token-agreement.ts";

const path = "/embedding";
const answerSchema: z.ZodType<
  readonly { readonly index: number; readonly embedding: readonly AnsweredNumbers[] }[]
> = z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(numbersSchema).min(1) }));
const tokensSchema: z.ZodType<{ readonly tokens: readonly number[] }> = z.object({
  tokens: z.array(z.int()),
});

/**
 * llama.cpp's `POST /embedding` (tools/server/README.md): `content` is a list of texts or of lists of token ids, to
 * which it adds nothing; `embd_normalize` -1 gives the pooled vector as it is, 2 (its default) one of unit length.
 */
export const llamaServer: EmbeddingApiKind = {
  inputs: ["tokens", "text"],
  create: ({ server, card, input, asClient }) => ({
    embed: async ({ rows }, signal) => {
      const body = asClient === true ? { content: rows } : { content: rows, embd_normalize: -1 };
      const answer = await server.ask(path, body, answerSchema, signal);
      const ordered = inOrder(server, path, answer, rows.length);
      if (ordered.some(({ embedding }) => embedding.length > 1)) {
        throw server.broken(`${path} has a vector for every token: it was started with --pooling none`);
      }
      return vectorsOf(
        server,
        path,
        ordered.map(({ embedding }) => embedding[0] ?? []),
        rows.length,
      );
    },
    inspect: async (signal) => {
      if (input === "text") {
        await assertTokensAgree(server, card, async (text) => {
          const body = { content: text, add_special: true };
          return (await server.askIfKnown("/tokenize", body, tokensSchema, signal))?.tokens;
        });
      }
      return {};
    },
  }),
};
