import { IsovecError, throwIfCancelled } from "@isovec/core";

/** A model loaded in a process of its own. */
export interface EngineSession {
  /** False once the process is gone, whoever ended it. */
  readonly isAlive: boolean;
  stop(): Promise<void>;
}

/** One pass after the other over a session that is started anew when its process has ended. */
export class SessionQueue<Session extends EngineSession> {
  private queue: Promise<unknown> = Promise.resolve();
  private disposal: Promise<void> | undefined;

  constructor(
    /** The engine's name, for people. */
    private readonly engine: string,
    private session: Session,
    /** Loads the model again after the process has ended. */
    private readonly restart: () => Promise<Session>,
  ) {}

  /**
   * Runs in the order of the calls. A cancelled pass that has begun is carried to its end.
   * @throws IsovecError `Cancelled`, `BackendUnavailable` after `dispose`, and as `pass` and `restart`
   */
  run<Result>(pass: (session: Session) => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    if (this.disposal !== undefined) {
      const disposed = new IsovecError("BackendUnavailable", `The ${this.engine} engine has been disposed.`, {
        remedy: "Load the model again.",
      });
      return Promise.reject(disposed);
    }
    const result = this.queue.then(async () => {
      throwIfCancelled(signal);
      if (!this.session.isAlive) this.session = await this.restart();
      return pass(this.session);
    });
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** Ends the process after the passes that were asked for before. */
  dispose(): Promise<void> {
    this.disposal ??= this.queue.then(() => this.session.stop());
    return this.disposal;
  }
}
