import { IsovecError } from "@isovec/core";
import { z } from "zod";
import { checked } from "./checked.ts";
import { embedInputs } from "./embed-inputs.ts";
import { readInputs } from "./inputs.ts";
import { inJson, inJsonPieces, type Route, type Served } from "./route.ts";

const bodySchema = z.looseObject({
  model: z.string().optional(),
  encoding_format: z.enum(["float", "base64"]).default("float"),
  dimensions: z.int().positive().optional(),
  /** The model's prompt of this name is put in front of texts; ids have it already. OpenAI has no word for it. */
  input_type: z.enum(["query", "document"]).default("document"),
});

/** A client that means another model must not get this one's vectors. */
function assertServed({ embedder: { modelName }, aliases }: Served, asked: string | undefined): void {
  if (asked === undefined || asked === modelName || aliases.includes(asked)) return;
  throw new IsovecError("ModelNotFound", `The model "${asked}" is not served here; "${modelName}" is.`, {
    remedy: "Ask for that one, or start the server with --alias.",
  });
}

function inBase64(row: Float32Array): string {
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString("base64");
}

function* embeddingList(rows: readonly Float32Array[], encoding: string, rest: object): Iterable<string> {
  yield '{"object":"list","data":[';
  for (const [index, row] of rows.entries()) {
    const embedding = encoding === "base64" ? inBase64(row) : Array.from(row);
    yield (index === 0 ? "" : ",") + JSON.stringify({ object: "embedding", index, embedding });
  }
  yield `],${JSON.stringify(rest).slice(1)}`;
}

const embeddings: Route = {
  method: "POST",
  path: "/v1/embeddings",
  shape: "openai",
  answer: async (served, { body, signal }) => {
    const { model, encoding_format, dimensions, input_type: role, input } = checked(bodySchema, body);
    assertServed(served, model);
    const inputs = readInputs(input, "input");
    const wanted = { role, ...(dimensions !== undefined && { dimensions }) };
    const { rows, tokens } = await embedInputs(served, inputs, wanted, signal);
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    return inJsonPieces(embeddingList(rows, encoding_format, { model: served.embedder.modelName, usage }));
  },
};

const modelOf = (id: string) => ({ id, object: "model", created: 0, owned_by: "isovec" });

const models: Route = {
  method: "GET",
  path: "/v1/models",
  shape: "openai",
  answer: async ({ embedder, aliases }) =>
    inJson({ object: "list", data: [embedder.modelName, ...aliases].map(modelOf) }),
};

const oneModel: Route = {
  method: "GET",
  path: "/v1/models/{model}",
  shape: "openai",
  answer: async (served, { model = "" }) => {
    assertServed(served, model);
    return inJson(modelOf(model));
  },
};

/** OpenAI's API (platform.openai.com/docs/api-reference/embeddings). */
export const openaiRoutes: readonly Route[] = [embeddings, models, oneModel];
