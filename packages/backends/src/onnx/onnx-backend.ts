import {
  assertTokenBatch,
  type BackendCapabilities,
  type HiddenStates,
  IsovecError,
  type TokenBackend,
  type TokenBatch,
  throwIfCancelled,
} from "@isovec/core";
import type { OnnxSession } from "./onnx-session.ts";

/** What the engine holds a batch against. */
export interface OnnxLimits {
  readonly vocabularySize: number;
}

function disposed(): IsovecError {
  return new IsovecError("BackendUnavailable", "The ONNX engine has been disposed.", {
    remedy: "Load the model again.",
  });
}

/** ONNX Runtime on the CPU, in a process of its own. Passes run one after the other, in the order of the calls. */
export class OnnxBackend implements TokenBackend {
  readonly specificationVersion = 1;
  readonly input = "tokens";
  readonly id = "onnx";
  readonly capabilities: BackendCapabilities = {
    output: "states",
    device: "cpu",
    dtype: "fp32",
    numeric: "exact",
    preferredBatchTokens: 512,
  };
  private queue: Promise<unknown> = Promise.resolve();
  private disposal: Promise<void> | undefined;

  constructor(
    private session: OnnxSession,
    private readonly limits: OnnxLimits,
    /** Loads the graph again after the process has ended. */
    private readonly restart: () => Promise<OnnxSession>,
  ) {}

  /**
   * One forward pass. A cancelled one that has begun is carried to its end.
   * @throws IsovecError `Cancelled`, `InputInvalid`, `BackendUnavailable`
   */
  forward(tokens: TokenBatch, signal?: AbortSignal): Promise<HiddenStates> {
    if (this.disposal !== undefined) return Promise.reject(disposed());
    const pass = this.queue.then(() => this.pass(tokens, signal));
    this.queue = pass.catch(() => undefined);
    return pass;
  }

  /** Ends the process after the passes that were asked for before. */
  dispose(): Promise<void> {
    this.disposal ??= this.queue.then(() => this.session.stop());
    return this.disposal;
  }

  private async pass(tokens: TokenBatch, signal: AbortSignal | undefined): Promise<HiddenStates> {
    throwIfCancelled(signal);
    assertTokenBatch(tokens, this.limits.vocabularySize);
    if (!this.session.isAlive) this.session = await this.restart();
    return this.session.run(tokens);
  }
}
