import {
  assertTokenBatch,
  type BackendCapabilities,
  type HiddenStates,
  IsovecError,
  type TokenBackend,
  type TokenBatch,
  throwIfCancelled,
} from "@isovec/core/browser";
import { type InferenceSession, Tensor } from "onnxruntime-web/webgpu";
import type { TransformerId } from "./engine-id.ts";

/** ONNX Runtime Web. Passes run one after the other, in the order of the calls: a session takes one at a time. */
export class WebBackend implements TokenBackend {
  readonly specificationVersion = 1;
  readonly input = "tokens";
  readonly id = "onnxruntime-web";
  readonly capabilities: BackendCapabilities;
  private queue: Promise<unknown> = Promise.resolve();
  private disposal: Promise<void> | undefined;

  constructor(
    private readonly session: InferenceSession,
    private readonly vocabularySize: number,
    device: TransformerId,
  ) {
    // Small batches: progress is shown, and a page that is closed or reloaded waits for the pass under way.
    this.capabilities = {
      output: "states",
      device,
      dtype: "fp32",
      numeric: "exact",
      preferredBatchTokens: 256,
    };
  }

  /** @throws IsovecError `Cancelled`, `InputInvalid`, `BackendUnavailable` */
  async forward(tokens: TokenBatch, signal?: AbortSignal): Promise<HiddenStates> {
    assertTokenBatch(tokens, this.vocabularySize);
    if (this.disposal !== undefined) {
      throw new IsovecError("BackendUnavailable", "The engine has been disposed.", {
        remedy: "Load the page again.",
      });
    }
    const result = this.queue.then(() => {
      throwIfCancelled(signal);
      return this.run(tokens);
    });
    this.queue = result.catch(() => undefined);
    return result;
  }

  dispose(): Promise<void> {
    this.disposal ??= this.queue.then(() => this.session.release());
    return this.disposal;
  }

  private async run({
    batch,
    sequence,
    inputIds,
    attentionMask,
    tokenTypeIds,
  }: TokenBatch): Promise<HiddenStates> {
    const tensor = (values: Int32Array) => new Tensor("int32", values, [batch, sequence]);
    const { last_hidden_state: states } = await this.session.run({
      input_ids: tensor(inputIds),
      attention_mask: tensor(attentionMask),
      token_type_ids: tensor(tokenTypeIds),
    });
    if (states === undefined) {
      throw new IsovecError("BackendUnavailable", "The graph has no output last_hidden_state.");
    }
    return { kind: "states", values: states.data as Float32Array, hidden: states.dims[2] as number };
  }
}
