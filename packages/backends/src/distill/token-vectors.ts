import { IsovecError, padBatch, type TextTokenizer, type TokenBackend, throwIfCancelled } from "@isovec/core";

const idsTogether = 160;

export interface TokenVectorOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told after every pass how many tokens are done. */
  readonly onToken?: ((done: number) => void) | undefined;
}

/**
 * Every token of the vocabulary through the model, alone between the special tokens, and the mean of the states:
 * `[vocabulary, hidden]`.
 */
export async function tokenVectors(
  backend: TokenBackend,
  tokenizer: TextTokenizer,
  vocabulary: number,
  { signal, onToken }: TokenVectorOptions,
): Promise<Float32Array> {
  const frame = tokenizer.tokenize("");
  const before = frame.ids.slice(0, frame.promptTokens);
  const after = frame.ids.slice(frame.promptTokens);
  let vectors: Float32Array | undefined;
  for (let first = 0; first < vocabulary; first += idsTogether) {
    throwIfCancelled(signal);
    const count = Math.min(idsTogether, vocabulary - first);
    const rows = Array.from({ length: count }, (_, index) =>
      Int32Array.of(...before, first + index, ...after),
    );
    const tokens = padBatch(rows, tokenizer.padId);
    const output = await backend.forward(tokens, signal);
    if (output.kind !== "states") {
      throw new IsovecError("BackendUnavailable", `${backend.id} gives no token states to distil.`);
    }
    const { values, hidden } = output;
    vectors ??= new Float32Array(vocabulary * hidden);
    for (let row = 0; row < count; row++) {
      for (let position = 0; position < tokens.sequence; position++) {
        const start = (row * tokens.sequence + position) * hidden;
        const target = (first + row) * hidden;
        for (let i = 0; i < hidden; i++) {
          vectors[target + i] =
            (vectors[target + i] as number) + (values[start + i] as number) / tokens.sequence;
        }
      }
    }
    onToken?.(first + count);
  }
  return vectors ?? new Float32Array();
}
