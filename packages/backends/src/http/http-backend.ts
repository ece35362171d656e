import {
  assertTokenBatch,
  type BackendCapabilities,
  IsovecError,
  type ModelCard,
  type PassPriority,
  type TextBackend,
  type TextVectors,
  type TokenBackend,
  type TokenBatch,
} from "@isovec/core";
import type { EmbeddingApi, ServerInputs, ServerVectors } from "./api/embedding-api.ts";
import type { HttpTransport } from "./transport/http-transport.ts";

export interface HttpBackendParts {
  /** The same server, asked with one priority or the other. */
  readonly apis: Readonly<Record<PassPriority, EmbeddingApi>>;
  readonly transport: HttpTransport;
  readonly card: ModelCard;
  readonly capabilities: BackendCapabilities;
}

/** Components of a vector before the model's own cut. */
function widthOf({ steps, hiddenSize }: ModelCard): number {
  return steps.reduce((width, step) => {
    if (step.kind === "pooling") return hiddenSize * step.modes.length;
    return step.kind === "dense" ? step.outputs : width;
  }, hiddenSize);
}

/** The first components of every row. */
function cutRows({ values, width }: ServerVectors, dimensions: number): Float32Array {
  return values.filter((_component, at) => at % width < dimensions);
}

/**
 * At which stage of the model's steps a server's vectors stand. Where only the length can still change they count as
 * pooled, and core makes the length: some servers normalise always, some never. After a Dense they must be finished.
 */
export function outputOf({ steps }: ModelCard): TextVectors["kind"] {
  return steps.some(({ kind }) => kind === "dense") ? "vectors" : "pooled";
}

async function vectorsOver(
  { apis, transport, card }: HttpBackendParts,
  inputs: ServerInputs,
  signal: AbortSignal | undefined,
  priority: PassPriority = "background",
): Promise<TextVectors> {
  const answered = await apis[priority].embed(inputs, signal);
  const { values, width } = answered;
  const kind = outputOf(card);
  const full = widthOf(card);
  // Core cuts what is pooled; a finished vector may come whole, or cut by the server.
  if (kind === "pooled" && width === full) return { kind, values, dimensions: width };
  if (kind === "vectors" && (width === full || width === card.dimensions)) {
    return { kind, values: cutRows(answered, card.dimensions), dimensions: card.dimensions };
  }
  throw new IsovecError(
    "BackendUnavailable",
    `${transport.host} gives vectors of ${width} components, where ${card.name} has ${full}.`,
    { remedy: `It runs another model: start it with ${card.name}, or correct backendOptions.model.` },
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
    forward: async (tokens, signal, priority) => {
      assertTokenBatch(tokens, parts.card.vocabularySize);
      return vectorsOver(parts, { kind: "tokens", rows: rowsOf(tokens) }, signal, priority);
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
    forward: (texts, signal, priority) => {
      // UTF-8 has no lone surrogates; core's tokenizer reads U+FFFD for them too.
      const rows = texts.map((text) => text.toWellFormed());
      return vectorsOver(parts, { kind: "text", rows }, signal, priority);
    },
    dispose: () => parts.transport.dispose(),
  };
}
