import { EngineProcess } from "../engine-process/engine-process.ts";
import { checkGguf } from "./gguf/check-gguf.ts";
import type { SessionReply, SessionRequest } from "./session-messages.ts";

const names = { engine: "llama.cpp", library: "llama.cpp", packageName: "node-llama-cpp" };

/** What a GGUF file turned out to be when it was loaded. */
export interface LoadedGguf {
  /** Texts computed at once. */
  readonly threads: number;
  /** Components of a pooled vector. */
  readonly dimensions: number;
}

/** A GGUF file loaded in a process of its own. Takes one request at a time. */
export class LlamaSession {
  private readonly process: EngineProcess<SessionRequest, SessionReply>;

  private constructor() {
    this.process = new EngineProcess(new URL("./llama-program.js", import.meta.url), names, {
      // Without it node-llama-cpp may fetch its sources where the platform's binary is missing.
      NODE_LLAMA_CPP_SKIP_DOWNLOAD: "true",
    });
  }

  /** Starts the process; it gets ready while the caller prepares the file. */
  static start(): LlamaSession {
    return new LlamaSession();
  }

  /**
   * Checks the file's header against its size, and loads it.
   * @param maxTokens of one text
   * @param threads each of which computes one text; undefined means one a usable core
   * @throws IsovecError `BackendUnavailable`, `ModelCorrupt`; the process has ended then
   */
  async load(model: string, maxTokens: number, threads: number | undefined): Promise<LoadedGguf> {
    try {
      await checkGguf(model);
      return await this.process.ask({ kind: "load", model, maxTokens, threads }, "loaded");
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

  /**
   * @param texts token ids of each, without padding and at least one
   * @returns `[texts, dimensions]`, pooled
   * @throws IsovecError `BackendUnavailable` when llama.cpp refuses a text or the process ends
   */
  async embed(texts: readonly Int32Array[]): Promise<Float32Array> {
    return (await this.process.ask({ kind: "embed", texts }, "vectors")).values;
  }

  /** Ends the process and waits until it is gone. */
  stop(): Promise<void> {
    return this.process.stop();
  }
}
