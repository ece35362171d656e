import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type HiddenStates, IsovecError, type TokenBatch } from "@isovec/core";
import type { SessionReply, SessionRequest } from "./session-messages.ts";

const program = fileURLToPath(new URL("./session-process.js", import.meta.url));

function endedUnexpectedly(how: string): IsovecError {
  return new IsovecError("BackendUnavailable", `The ONNX engine's process ended unexpectedly (${how}).`, {
    remedy: "Send the request again: the engine is started anew.",
    retryable: true,
  });
}

/** A graph loaded in a process of its own. Takes one request at a time. */
export class OnnxSession {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private hasEnded = false;

  private constructor() {
    this.child = fork(program, [], {
      serialization: "advanced",
      execArgv: [],
      // stdout carries protocol frames in the parent, and nothing else.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.hasEnded = true;
        resolve();
      };
      this.child.once("exit", end);
      this.child.once("error", end);
    });
    this.holdParent(false);
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
      await this.ask({ kind: "load", graph, threads });
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** False once the process is gone, whoever ended it. */
  get isAlive(): boolean {
    return !this.hasEnded && this.child.connected;
  }

  get processId(): number | undefined {
    return this.child.pid;
  }

  /** @throws IsovecError `BackendUnavailable` when the runtime refuses the batch or the process ends. */
  async run(tokens: TokenBatch): Promise<HiddenStates> {
    const reply = await this.ask({ kind: "run", tokens });
    if (reply.kind === "states") return { kind: "states", values: reply.values, hidden: reply.hidden };
    throw endedUnexpectedly("it answered out of turn");
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    this.holdParent(true);
    if (this.child.connected) this.child.disconnect();
    await this.ended;
  }

  private async ask(request: SessionRequest): Promise<SessionReply> {
    if (!this.isAlive) throw endedUnexpectedly("before the request");
    const reply = await this.exchange(request);
    if (reply.kind !== "failed") return reply;
    if (reply.missing) {
      throw new IsovecError("BackendUnavailable", `onnxruntime-node cannot be loaded: ${reply.message}`, {
        remedy: "Install it with `npm install onnxruntime-node`, or choose another backend.",
      });
    }
    throw new IsovecError("BackendUnavailable", `ONNX Runtime failed: ${reply.message}`, {
      remedy: "Choose another backend, or report this with the model's name.",
    });
  }

  private exchange(request: SessionRequest): Promise<SessionReply> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        child.off("message", onReply).off("exit", onExit).off("error", onError);
        this.holdParent(false);
        finish();
      };
      const onReply = (reply: unknown) => settle(() => resolve(reply as SessionReply));
      const onExit = (code: number | null, signal: string | null) =>
        settle(() => reject(endedUnexpectedly(signal ?? `exit code ${code}`)));
      const onError = (error: Error) => settle(() => reject(endedUnexpectedly(error.message)));
      child.on("message", onReply).on("exit", onExit).on("error", onError);
      this.holdParent(true);
      child.send(request, (error) => {
        // A process that takes no request is going or gone: its exit settles this, so that the next one finds it dead.
        if (error !== null) child.kill("SIGKILL");
      });
    });
  }

  /** An idle engine must not keep the process that owns it alive; a request under way must. */
  private holdParent(hold: boolean): void {
    if (hold) {
      this.child.ref();
      this.child.channel?.ref();
    } else {
      this.child.unref();
      this.child.channel?.unref();
    }
  }
}
