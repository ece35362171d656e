import type { EngineId } from "../engine/engine-id.ts";
import type { EngineReport, LoadProgress } from "../engine/load-engine.ts";
import type { EmbeddedReply, WorkerReply, WorkerRequest } from "../worker/messages.ts";

interface Pending {
  readonly resolve: (reply: EmbeddedReply) => void;
  readonly reject: (error: Error) => void;
}

/** The page's side of one engine's worker. */
export class EngineClient {
  private readonly worker = new Worker("worker.js", { type: "module" });
  private readonly pending: Map<number, Pending> = new Map();
  private nextId = 1;

  constructor(readonly engine: EngineId) {}

  /**
   * Loads the engine and holds it against the probes. Called once.
   * @throws Error whose message is the sentence that refuses it
   */
  load(onProgress: (progress: LoadProgress) => void): Promise<EngineReport> {
    return new Promise((resolve, reject) => {
      const refuse = (sentence: string) => {
        const error = new Error(sentence);
        this.worker.terminate();
        reject(error);
        for (const { reject: rejectText } of this.pending.values()) rejectText(error);
        this.pending.clear();
      };
      this.worker.addEventListener("error", ({ message }) =>
        refuse(message || "The worker cannot be started."),
      );
      this.worker.addEventListener("message", ({ data }: MessageEvent<WorkerReply>) => {
        if (data.kind === "progress") onProgress(data.progress);
        else if (data.kind === "loaded") resolve(data.report);
        else if (data.kind === "refused") refuse(data.sentence);
        else this.settle(data);
      });
      this.send({ kind: "load", engine: this.engine });
    });
  }

  /** @throws Error with a sentence for the reader */
  embed(texts: readonly string[], role: "query" | "document"): Promise<EmbeddedReply> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.send({ kind: "embed", id, texts, role });
    });
  }

  private send(request: WorkerRequest): void {
    this.worker.postMessage(request);
  }

  private settle(reply: Extract<WorkerReply, { readonly id: number }>): void {
    const pending = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if (reply.kind === "failed") pending?.reject(new Error(reply.sentence));
    else pending?.resolve(reply);
  }
}
