import {
  assertTokenBatch,
  type BackendCapabilities,
  IsovecError,
  type ModelCard,
  type TextBackend,
  type TextVectors,
  type TokenBackend,
  type TokenBatch,
} from "@isovec/core";
import type { EmbeddingApi, ServerInputs } from "./api/embedding-api.ts";
import type { HttpTransport } from "./transport/http-transport.ts";

export interface HttpBackendParts {
  readonly api: EmbeddingApi;
  readonly transport: HttpTransport;
  readonly card: ModelCard;
  readonly capabilities: BackendCapabilities;
}

/** Components that the pooling gives, and that come out of the last step before the cut. */
function widths({ steps, hiddenSize }: ModelCard): { readonly pooled: number; readonly full: number } {
  let pooled = hiddenSize;
  let full = hiddenSize;
  for (const step of steps) {
    if (step.kind === "pooling") pooled = full = hiddenSize * step.modes.length;
    else if (step.kind === "dense") full = step.outputs;
  }
  return { pooled, full };
}

/**
 * At which stage of the model's steps a server's vectors stand. Where only the length can still change they count as
 * pooled, and core makes the length: some servers normalise always, some never. After a Dense they must be finished.
 */
export function outputOf({ steps }: ModelCard): TextVectors["kind"] {
  return steps.some(({ kind }) => kind === "dense") ? "vectors" : "pooled";
}

async function vectorsOver(
  { api, transport, card, capabilities }: HttpBackendParts,
  inputs: ServerInputs,
  signal: AbortSignal | undefined,
): Promise<TextVectors> {
  const { values, width } = await api.embed(inputs, signal);
  const kind = outputOf(card);
  const { pooled, full } = widths(card);
  if (kind === "pooled" && width === pooled) return { kind, values, dimensions: width };
  if (kind === "vectors" && width === card.dimensions) return { kind, values, dimensions: width };
  if (kind === "vectors" && width === full) {
    const rows = inputs.rows.map((_row, at) => values.subarray(at * width, at * width + card.dimensions));
    const cut = new Float32Array(rows.length * card.dimensions);
    for (const [at, row] of rows.entries()) cut.set(row, at * card.dimensions);
    return { kind, values: cut, dimensions: card.dimensions };
  }
  throw new IsovecError(
    "BackendUnavailable",
    `${transport.host} gives vectors of ${width} components, where ${card.name} has ${kind === "pooled" ? pooled : full}.`,
    { remedy: `It runs another model: start it with ${card.name}. It computes on ${capabilities.device}.` },
  );
}

/** The ids of every text without the padding. */
function rowsOf({ batch, sequence, inputIds, attentionMask }: TokenBatch): number[][] {
  return Array.from({ length: batch }, (_, row) => {
    const start = row * sequence;
    const real = attentionMask.subarray(start, start + sequence);
    return Array.from(inputIds.subarray(start, start + sequence)).filter((_id, at) => real[at] === 1);
  });
}

/** A server that takes core's token ids. */
export function httpTokenBackend(parts: HttpBackendParts): TokenBackend {
  return {
    specificationVersion: 1,
    id: "http",
    input: "tokens",
    capabilities: parts.capabilities,
    forward: async (tokens, signal) => {
      assertTokenBatch(tokens, parts.card.vocabularySize);
      return vectorsOver(parts, { kind: "tokens", rows: rowsOf(tokens) }, signal);
    },
    dispose: () => parts.transport.dispose(),
  };
}

/** A server that is sent text and tokenizes by itself. */
export function httpTextBackend(parts: HttpBackendParts): TextBackend {
  return {
    specificationVersion: 1,
    id: "http",
    input: "text",
    capabilities: parts.capabilities,
    forward: (texts, signal) => {
      // UTF-8 has no lone surrogates; core's tokenizer reads U+FFFD for them too.
      const rows = texts.map((text) => text.toWellFormed());
      return vectorsOver(parts, { kind: "text", rows }, signal);
    },
    dispose: () => parts.transport.dispose(),
  };
}
