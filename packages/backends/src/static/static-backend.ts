import {
  assertTokenBatch,
  type BackendCapabilities,
  IsovecError,
  type TextVectors,
  type TokenBackend,
  type TokenBatch,
  throwIfCancelled,
} from "@isovec/core/browser";
import { meanOfTokens, type TokenTable } from "./token-table.ts";

/** A table look-up and a mean, in plain TypeScript: no native code, no process, a browser will do. */
export class StaticBackend implements TokenBackend {
  readonly specificationVersion = 1;
  readonly input = "tokens";
  readonly id = "static";
  readonly capabilities: BackendCapabilities = {
    output: "pooled",
    device: "cpu",
    dtype: "int8",
    // The rounding is part of the model: whoever computes with this table gets these vectors.
    numeric: "exact",
    preferredBatchTokens: 16_384,
  };
  private table: TokenTable | undefined;

  constructor(table: TokenTable) {
    this.table = table;
  }

  async forward(tokens: TokenBatch, signal?: AbortSignal): Promise<TextVectors> {
    throwIfCancelled(signal);
    const { table } = this;
    if (table === undefined) {
      throw new IsovecError("BackendUnavailable", "The static engine has been disposed.", {
        remedy: "Load the model again.",
      });
    }
    assertTokenBatch(tokens, table.scales.length);
    const { inputIds, attentionMask, batch } = tokens;
    const { dimensions } = table;
    return { kind: "pooled", values: meanOfTokens(table, inputIds, attentionMask, batch), dimensions };
  }

  async dispose(): Promise<void> {
    this.table = undefined;
  }
}
