import { z } from "zod";
import { version } from "../../version.ts";
import { wrongParameter } from "../refusal.ts";
import { checked } from "./checked.ts";
import { embedInputs } from "./embed-inputs.ts";
import { mostTexts, readInputs } from "./inputs.ts";
import { inJson, inJsonPieces, type Route, type Served } from "./route.ts";

const prompt = z.enum(["query", "document"]).nullish();

const embedSchema = z.looseObject({
  normalize: z.boolean().nullish(),
  truncate: z.boolean().nullish(),
  truncation_direction: z.enum(["right", "Right"]).nullish(),
  prompt_name: prompt,
  dimensions: z.int().positive().nullish(),
});
const tokenizeSchema = z.looseObject({
  add_special_tokens: z.literal(true).nullish(),
  prompt_name: prompt,
});

function* vectorList(rows: readonly Float32Array[]): Iterable<string> {
  yield "[";
  for (const [index, row] of rows.entries()) yield (index === 0 ? "" : ",") + JSON.stringify(Array.from(row));
  yield "]";
}

/** Vectors have the length that the model gives them: another one would be another vector space. */
function assertLength({ embedder }: Served, normalize: boolean | null | undefined): void {
  const { normalized } = embedder.vectorSpace;
  if (normalize === undefined || normalize === null || normalize === normalized) return;
  throw wrongParameter(
    "normalize",
    `normalize is ${normalize}, but the vectors of ${embedder.modelName} ${normalized ? "have length 1" : "are not normalized"}. Leave it out.`,
  );
}

const embed = (path: string): Route => ({
  method: "POST",
  path,
  shape: "tei",
  answer: async (served, { body, signal }) => {
    const { inputs, normalize, truncate, prompt_name, dimensions } = checked(embedSchema, body);
    assertLength(served, normalize);
    const wanted = {
      role: prompt_name ?? "document",
      truncate: truncate ?? true,
      ...(typeof dimensions === "number" && { dimensions }),
    };
    const { rows } = await embedInputs(served, readInputs(inputs, "inputs"), wanted, signal);
    return inJsonPieces(vectorList(rows));
  },
});

const tokenize: Route = {
  method: "POST",
  path: "/tokenize",
  shape: "tei",
  answer: async ({ embedder }, { body, signal }) => {
    const { inputs, prompt_name } = checked(tokenizeSchema, body);
    const read = readInputs(inputs, "inputs");
    if (read.kind === "ids") throw wrongParameter("inputs", "inputs has token ids. Send texts.");
    const tokenized = await embedder.tokenize(read.texts, prompt_name ?? "document", signal);
    return inJson(tokenized.map(({ ids, tokens }) => ids.map((id, index) => ({ id, text: tokens[index] }))));
  },
};

const about: Route = {
  method: "GET",
  path: "/info",
  shape: "tei",
  answer: async ({ embedder: { modelName, maxTokens, preferredBatchTokens, vectorSpace } }) =>
    inJson({
      model_id: modelName,
      model_sha: null,
      model_type: { embedding: { pooling: vectorSpace.pooling.split(" ")[0] } },
      max_input_length: maxTokens,
      max_batch_tokens: preferredBatchTokens,
      max_client_batch_size: mostTexts,
      auto_truncate: true,
      version,
    }),
};

/**
 * Text Embeddings Inference's API (its docs/openapi.json). `/` is what Hugging Face's clients ask where they are given
 * an address and nothing else.
 */
export const teiRoutes: readonly Route[] = [embed("/embed"), embed("/"), tokenize, about];
