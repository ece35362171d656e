import { IsovecError, type Role, type TextEmbedder } from "@isovec/core";
import { z } from "zod";

/** What is answered to a body. @throws IsovecError */
type Route = (embedder: TextEmbedder, body: unknown, signal: AbortSignal) => Promise<unknown>;

/** One request's texts; a client that has more sends more requests, and the engine's queue stays fair. */
const mostTexts = 2048;
const texts = z.union([z.string(), z.array(z.string()).min(1).max(mostTexts)]);

/** The model's prompt of this name is put in front of the texts. Neither API has a word for it that all clients send. */
const role = z.enum(["query", "document"]).default("document");

const openaiBody = z.looseObject({
  input: texts,
  model: z.string().optional(),
  encoding_format: z.enum(["float", "base64"]).default("float"),
  dimensions: z.int().positive().optional(),
  input_type: role,
});
const teiBody = z.looseObject({
  inputs: texts,
  normalize: z.literal(true).optional(),
  truncate: z.boolean().default(true),
  prompt_name: role,
});
const tokenizeBody = z.looseObject({ inputs: texts });

function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.join(".") || "The body";
  throw new IsovecError("InputInvalid", `${key}: ${issue?.message}.`, {
    remedy: "Texts go in as a string or a list of strings; token ids are made here.",
  });
}

const listed = (given: string | string[]): string[] => (typeof given === "string" ? [given] : given);

async function rowsOf(
  embedder: TextEmbedder,
  inputs: readonly string[],
  options: { role: Role; signal: AbortSignal; dimensions?: number | undefined; truncate?: boolean },
) {
  const { dimensions: asked, ...rest } = options;
  const { vectors, dimensions, usage } = await embedder.embed(inputs, {
    ...rest,
    ...(asked !== undefined && { dimensions: asked }),
  });
  const rows = inputs.map((_text, row) => vectors.subarray(row * dimensions, (row + 1) * dimensions));
  return { rows, tokens: usage.reduce((sum, { usedTokens }) => sum + usedTokens, 0) };
}

function inBase64(row: Float32Array): string {
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString("base64");
}

/** By method and path. */
export const embeddingRoutes: ReadonlyMap<string, Route> = new Map<string, Route>([
  [
    "POST /v1/embeddings",
    async (embedder, body, signal) => {
      const { input, encoding_format: encoding, dimensions, input_type } = checked(openaiBody, body);
      const { rows, tokens } = await rowsOf(embedder, listed(input), {
        role: input_type,
        dimensions,
        signal,
      });
      return {
        object: "list",
        data: rows.map((row, index) => ({
          object: "embedding",
          index,
          embedding: encoding === "base64" ? inBase64(row) : Array.from(row),
        })),
        model: embedder.modelName,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      };
    },
  ],
  [
    "GET /v1/models",
    async ({ modelName }) => ({
      object: "list",
      data: [{ id: modelName, object: "model", created: 0, owned_by: "isovec" }],
    }),
  ],
  [
    "POST /embed",
    async (embedder, body, signal) => {
      const { inputs, truncate, prompt_name } = checked(teiBody, body);
      const { rows } = await rowsOf(embedder, listed(inputs), { role: prompt_name, truncate, signal });
      return rows.map((row) => Array.from(row));
    },
  ],
  [
    "POST /tokenize",
    async (embedder, body) => {
      const tokenized = await embedder.tokenize(listed(checked(tokenizeBody, body).inputs), "document");
      return tokenized.map(({ ids, tokens }) => ids.map((id, index) => ({ id, text: tokens[index] })));
    },
  ],
  [
    "GET /info",
    async ({ modelName, maxTokens }) => ({
      model_id: modelName,
      max_input_length: maxTokens,
      max_client_batch_size: mostTexts,
    }),
  ],
  ["GET /health", async () => ({ status: "ok" })],
]);
