import type { BackendOutput, TokenBackend, TokenBatch } from "../src/backend/embedding-backend.ts";
import { IsovecError, throwIfCancelled } from "../src/errors/isovec-error.ts";

export const hidden = 384;
const vocabulary = 30522;

/** A state that depends on the token, its place, and every other real token of its text, as a transformer's does. */
export function stateOf(id: number, position: number, ofText: number, component: number): number {
  return Math.sin(
    id * 0.37 * (component + 1) + position * 0.11 + (ofText % 1000) * 0.013 * ((component % 7) + 1),
  );
}

export function assertIds(tokens: TokenBatch): void {
  const stray = tokens.inputIds.find((id) => id < 0 || id >= vocabulary);
  if (stray !== undefined) throw new IsovecError("InputInvalid", `Token id ${stray} is not known.`);
}

/** The states of a batch; positions of padding hold 1e6, so that whoever looks at them is found out. */
export function statesOf({ batch, sequence, inputIds, attentionMask }: TokenBatch): Float32Array {
  const values = new Float32Array(batch * sequence * hidden).fill(1e6);
  for (let row = 0; row < batch; row++) {
    const start = row * sequence;
    let ofText = 0;
    for (let position = 0; position < sequence; position++) {
      if (attentionMask[start + position])
        ofText += ((inputIds[start + position] as number) + 1) * (position + 1);
    }
    for (let position = 0; position < sequence; position++) {
      if (!attentionMask[start + position]) continue;
      const id = inputIds[start + position] as number;
      for (let i = 0; i < hidden; i++)
        values[(start + position) * hidden + i] = stateOf(id, position, ofText, i);
    }
  }
  return values;
}

/** A small engine that does everything right. The broken ones differ from it in one thing each. */
export class ToyBackend implements TokenBackend {
  readonly input = "tokens";
  readonly specificationVersion = 1;
  readonly id: string = "toy";
  readonly capabilities: TokenBackend["capabilities"] = {
    output: "states",
    device: "cpu",
    dtype: "fp32",
    numeric: "exact",
    preferredBatchTokens: 1024,
  };
  protected isDisposed = false;

  async forward(tokens: TokenBatch, signal?: AbortSignal): Promise<BackendOutput> {
    throwIfCancelled(signal);
    if (this.isDisposed) throw new IsovecError("BackendUnavailable", "The toy has been disposed.");
    assertIds(tokens);
    return { kind: "states", values: statesOf(tokens), hidden };
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }
}
