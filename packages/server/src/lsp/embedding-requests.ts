import { Gate, IsovecError, toBinary, toInt8, withDimensions } from "@isovec/core";
import {
  type EmbedParams,
  type EmbedResult,
  embedParams,
  type ModelsResult,
  methods,
  noParams,
  type TokenizeParams,
  type TokenizeResult,
  tokenizeParams,
} from "@isovec/core/protocol";
import type { EmbedderSource } from "../embedding/embedder-source.ts";
import { toBase64 } from "./base64.ts";
import type { Dispatcher } from "./dispatcher.ts";

/** The engine that serves. */
export interface ServingEngine {
  active(): Promise<{
    /** Does work that the engine must outlive. */
    use<T>(work: (at: { readonly source: Source }) => Promise<T>): Promise<T>;
  }>;
}

type Source = Pick<EmbedderSource, "embedder" | "card" | "vectorSpace">;

type Rows = Float32Array | Int8Array | Uint8Array;

function inDtype(vectors: Float32Array, dimensions: number, dtype: EmbedResult["dtype"]): Rows {
  if (dtype === "int8") return toInt8(vectors);
  return dtype === "binary" ? toBinary(vectors, dimensions) : vectors;
}

function encode(rows: Rows, count: number, encoding: "base64" | "float"): EmbedResult["data"] {
  if (encoding === "base64") {
    return toBase64(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
  }
  const width = count === 0 ? 0 : rows.length / count;
  return Array.from({ length: count }, (_, row) => Array.from(rows.subarray(row * width, (row + 1) * width)));
}

/** `embedding/embed` */
async function embed(source: Source, params: EmbedParams, signal: AbortSignal): Promise<EmbedResult> {
  const embedder = await source.embedder();
  if (params.model !== undefined && params.model !== embedder.modelName) {
    throw new IsovecError(
      "ModelNotFound",
      `The model "${params.model}" is not active; ${embedder.modelName} is.`,
      {
        remedy: "Leave `model` out, or configure the server for that model.",
      },
    );
  }
  const dtype = params.dtype ?? "float32";
  const { vectors, dimensions, usage } = await embedder.embed(params.inputs, {
    role: params.role,
    signal,
    ...(params.dimensions !== undefined && { dimensions: params.dimensions }),
    ...(params.truncate !== undefined && { truncate: params.truncate }),
  });
  const count = params.inputs.length;
  return {
    vectorSpace: withDimensions(embedder.vectorSpace, dimensions).id,
    dimensions,
    dtype,
    count,
    data: encode(inDtype(vectors, dimensions, dtype), count, params.encoding ?? "base64"),
    usage: [...usage],
  };
}

/** `embedding/tokenize` */
async function tokenize(
  source: Source,
  params: TokenizeParams,
  signal: AbortSignal,
): Promise<TokenizeResult> {
  const embedder = await source.embedder();
  const tokenized = await embedder.tokenize(params.inputs, params.role, signal);
  return { ids: tokenized.map(({ ids }) => ids), tokens: tokenized.map(({ tokens }) => tokens) };
}

/** `embedding/models` */
async function models(source: Source): Promise<ModelsResult> {
  const { name, architecture, dimensions, maxTokens } = await source.card();
  const { id } = await source.vectorSpace();
  return { models: [{ name, architecture, dimensions, maxTokens }], active: name, vectorSpace: id };
}

/**
 * Lists of one client that the engine works on at once: with two the next one is tokenized during a pass. A client's
 * others wait for these and not in the engine's queue, so that clients who share the engine have their turns in turn.
 */
const listsAtOnce = 2;

/** What is asked of the engine that serves. */
export function answerEmbedding(on: Dispatcher, engines: ServingEngine): void {
  const turns = new Gate(listsAtOnce);
  const over = async <T>(work: (source: Source) => Promise<T>): Promise<T> =>
    (await engines.active()).use(({ source }) => work(source));

  on.handle(methods.embed, embedParams, (params, signal) =>
    turns.pass(
      () => over((source) => embed(source, params, signal)),
      signal,
      params.role === "query" ? "interactive" : "background",
    ),
  );
  on.handle(methods.tokenize, tokenizeParams, (params, signal) =>
    over((source) => tokenize(source, params, signal)),
  );
  on.handle(methods.models, noParams, () => over(models));
}
