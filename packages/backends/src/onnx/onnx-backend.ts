import {
  assertTokenBatch,
  type BackendCapabilities,
  type BackendDtype,
  type BackendOutput,
  isGraph,
  type PassPriority,
  type TokenBackend,
  type TokenBatch,
  unproven,
} from "@isovec/core";
import { SessionLanes } from "../engine-process/session-lanes.ts";
import type { OnnxSession } from "./onnx-session.ts";

/** What the engine holds a batch against. */
export interface OnnxLimits {
  readonly vocabularySize: number;
  /** See ModelCard.weightsFile. */
  readonly weightsFile?: string;
  /** Whether the model is so small that a second process may hold it while people ask. Default false. */
  readonly isLight?: boolean;
}

/** ONNX Runtime on the CPU, in a process of its own; in two while people ask and work in the background goes on. */
export class OnnxBackend implements TokenBackend {
  readonly specificationVersion = 1;
  readonly input = "tokens";
  readonly id = "onnx";
  readonly capabilities: BackendCapabilities;
  private readonly lanes: SessionLanes<OnnxSession>;

  /** @param restart loads the graph again: after the process has ended, and into the second one, for so many threads */
  constructor(
    session: OnnxSession,
    private readonly limits: OnnxLimits,
    { name, numeric }: BackendDtype,
    restart: (threads?: number) => Promise<OnnxSession>,
  ) {
    this.capabilities = {
      output: session.output,
      device: "cpu",
      dtype: name,
      numeric: numeric === "exact" && isGraph(limits.weightsFile ?? "") ? unproven : numeric,
      preferredBatchTokens: 512,
      // One computes while the states of the one before are pooled.
      concurrency: 2,
    };
    this.lanes = new SessionLanes("ONNX", session, restart, limits.isLight === true);
  }

  /**
   * One forward pass. A cancelled one that has begun is carried to its end.
   * @throws IsovecError `Cancelled`, `InputInvalid`, `BackendUnavailable`
   */
  async forward(tokens: TokenBatch, signal?: AbortSignal, priority?: PassPriority): Promise<BackendOutput> {
    assertTokenBatch(tokens, this.limits.vocabularySize);
    return this.lanes.run((session) => session.run(tokens), signal, priority);
  }

  /** Ends the processes after the passes that were asked for before. */
  dispose(): Promise<void> {
    return this.lanes.dispose();
  }
}
