import {
  assertTokenBatch,
  type BackendCapabilities,
  type BackendOutput,
  isGraph,
  type PassPriority,
  type TokenBackend,
  type TokenBatch,
  unproven,
} from "@isovec/core";
import { SessionQueue } from "../engine-process/session-queue.ts";
import type { OnnxLimits } from "../onnx/onnx-backend.ts";
import type { OnnxSession } from "../onnx/onnx-session.ts";

/**
 * ONNX Runtime on a graphics card by WebGPU, in a process of its own. Passes run one after the other: a card has one
 * queue.
 */
export class WebgpuBackend implements TokenBackend {
  readonly specificationVersion = 1;
  readonly input = "tokens";
  readonly id = "webgpu";
  readonly capabilities: BackendCapabilities;
  private readonly queue: SessionQueue<OnnxSession>;

  /** @param restart loads the graph again after the process has ended */
  constructor(
    session: OnnxSession,
    private readonly card: OnnxLimits,
    restart: () => Promise<OnnxSession>,
  ) {
    this.capabilities = {
      output: session.output,
      device: "webgpu",
      dtype: "fp32",
      numeric: isGraph(card.weightsFile ?? "") ? unproven : "exact",
      preferredBatchTokens: 512,
    };
    this.queue = new SessionQueue("WebGPU", session, restart);
  }

  /**
   * One forward pass. A cancelled one that has begun is carried to its end.
   * @throws IsovecError `Cancelled`, `InputInvalid`, `BackendUnavailable`
   */
  async forward(tokens: TokenBatch, signal?: AbortSignal, priority?: PassPriority): Promise<BackendOutput> {
    assertTokenBatch(tokens, this.card.vocabularySize);
    return this.queue.run((session) => session.run(tokens), signal, priority);
  }

  /** Ends the process after the passes that were asked for before. */
  dispose(): Promise<void> {
    return this.queue.dispose();
  }
}
