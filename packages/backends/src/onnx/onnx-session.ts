import type { HiddenStates, TokenBatch } from "@isovec/core";
import { EngineProcess } from "../engine-process/engine-process.ts";
import type { SessionReply, SessionRequest } from "./session-messages.ts";

const names = { engine: "ONNX", library: "ONNX Runtime", packageName: "onnxruntime-node" };

/** A graph loaded in a process of its own. Takes one request at a time. */
export class OnnxSession {
  private readonly process: EngineProcess<SessionRequest, SessionReply>;

  private constructor() {
    this.process = new EngineProcess(new URL("./session-process.js", import.meta.url), names);
  }

  /** Starts the process; it gets ready while the caller prepares the graph's files. */
  static start(): OnnxSession {
    return new OnnxSession();
  }

  /**
   * @param threads of one pass; undefined leaves it to the runtime: one a physical core
   * @throws IsovecError `BackendUnavailable`; the process has ended then
   */
  async load(graph: string, threads: number | undefined): Promise<void> {
    try {
      await this.process.ask({ kind: "load", graph, threads }, "loaded");
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
