import type { HiddenStates, TokenBatch } from "@isovec/core";
import { EngineProcess } from "../engine-process/engine-process.ts";
import type { ExecutionProvider, SessionReply, SessionRequest } from "./session-messages.ts";

const engineNames: Readonly<Record<ExecutionProvider, string>> = { cpu: "ONNX", webgpu: "WebGPU" };

/** A graph loaded in a process of its own. Takes one request at a time. */
export class OnnxSession {
  private readonly process: EngineProcess<SessionRequest, SessionReply>;

  private constructor(private readonly executionProvider: ExecutionProvider) {
    this.process = new EngineProcess(new URL("./session-process.js", import.meta.url), {
      engine: engineNames[executionProvider],
      library: "ONNX Runtime",
      packageName: "onnxruntime-node",
    });
  }

  /** Starts the process; it gets ready while the caller prepares the graph's files. */
  static start(executionProvider: ExecutionProvider = "cpu"): OnnxSession {
    return new OnnxSession(executionProvider);
  }

  /**
   * @param threads of one pass; undefined leaves it to the runtime: one a physical core
   * @throws IsovecError `BackendUnavailable`; the process has ended then
   */
  async load(graph: string, threads: number | undefined): Promise<void> {
    try {
      const { executionProvider } = this;
      await this.process.ask({ kind: "load", graph, threads, executionProvider }, "loaded");
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** False once the process is gone, whoever ended it. */
  get isAlive(): boolean {
    return this.process.isAlive;
  }

  get processId(): number | undefined {
    return this.process.processId;
  }

  /** @throws IsovecError `BackendUnavailable` when the runtime refuses the batch or the process ends. */
  async run(tokens: TokenBatch): Promise<HiddenStates> {
    const { values, hidden } = await this.process.ask({ kind: "run", tokens }, "states");
    return { kind: "states", values, hidden };
  }

  /** Ends the process and waits until it is gone. */
  stop(): Promise<void> {
    return this.process.stop();
  }
}
