import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { IsovecError } from "@isovec/core";

/** What a program answers when it could not do what it was asked. */
export interface FailedReply {
  readonly kind: "failed";
  /** The native library itself cannot be imported. */
  readonly missing: boolean;
  readonly message: string;
}

/** The engine's names, for people. */
export interface EngineNames {
  /** `ONNX`. */
  readonly engine: string;
  /** What computes: `ONNX Runtime`. */
  readonly library: string;
  /** What npm installs it by. */
  readonly packageName: string;
}

/** Those that live, so that the end of this process is theirs, however it comes about and whatever they are computing. */
const living = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/**
 * A program with a native library in a process of its own: the library may block its thread or crash. Takes one request at
 * a time, and answers each with one reply.
 */
export class EngineProcess<Request extends object, Reply extends { readonly kind: string }> {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private hasEnded = false;

  /**
   * Starts the process; it gets ready while the caller prepares its files.
   * @param program a built file
   */
  constructor(
    program: URL,
    private readonly names: EngineNames,
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.child = fork(fileURLToPath(program), [], {
      serialization: "advanced",
      execArgv: [],
      env: { ...process.env, ...environment },
      // stdout carries protocol frames in the parent, and nothing else.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    living.add(this.child);
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.hasEnded = true;
        living.delete(this.child);
        resolve();
      };
      this.child.once("exit", end);
      this.child.once("error", end);
    });
    this.holdParent(false);
  }

  /** False once the process is gone, whoever ended it. */
  get isAlive(): boolean {
    return !this.hasEnded && this.child.connected;
  }

  get processId(): number | undefined {
    return this.child.pid;
  }

  /**
   * @param expected the kind of the reply
   * @throws IsovecError `BackendUnavailable` when the library is missing or refuses, or the process ends
   */
  async ask<Kind extends Reply["kind"]>(
    request: Request,
    expected: Kind,
  ): Promise<Extract<Reply, { readonly kind: Kind }>> {
    if (!this.isAlive) throw this.endedUnexpectedly("before the request");
    const reply = await this.exchange(request);
    if (reply.kind === "failed") throw this.failed(reply as FailedReply);
    if (reply.kind !== expected) throw this.endedUnexpectedly("it answered out of turn");
    return reply as Extract<Reply, { readonly kind: Kind }>;
  }

  /** Ends the process whatever it is computing; a request under way fails. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    this.holdParent(true);
    if (this.child.connected) this.child.disconnect();
    await this.ended;
  }

  private exchange(request: Request): Promise<Reply | FailedReply> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        child.off("message", onReply).off("exit", onExit).off("error", onError);
        this.holdParent(false);
        finish();
      };
      const onReply = (reply: unknown) => settle(() => resolve(reply as Reply | FailedReply));
      const onExit = (code: number | null, signal: string | null) =>
        settle(() => reject(this.endedUnexpectedly(signal ?? `exit code ${code}`)));
      const onError = (error: Error) => settle(() => reject(this.endedUnexpectedly(error.message)));
      child.on("message", onReply).on("exit", onExit).on("error", onError);
      this.holdParent(true);
      child.send(request, (error) => {
        // A process that takes no request is going or gone: its exit settles this, so that the next one finds it dead.
        if (error !== null) child.kill("SIGKILL");
      });
    });
  }

  private endedUnexpectedly(how: string): IsovecError {
    const { engine } = this.names;
    return new IsovecError(
      "BackendUnavailable",
      `The ${engine} engine's process ended unexpectedly (${how}).`,
      {
        remedy: "Send the request again: the engine is started anew.",
        retryable: true,
      },
    );
  }

  private failed({ missing, message }: FailedReply): IsovecError {
    const { packageName, library } = this.names;
    if (missing) {
      return new IsovecError("BackendUnavailable", `${packageName} cannot be loaded: ${message}`, {
        remedy: `Install it with \`npm install ${packageName}\`, or choose another backend.`,
      });
    }
    return new IsovecError("BackendUnavailable", `${library} failed: ${message}`, {
      remedy: "Choose another backend, or report this with the model's name.",
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
