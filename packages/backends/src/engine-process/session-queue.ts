import { setTimeout } from "node:timers/promises";
import { IsovecError, type PassPriority, throwIfCancelled } from "@isovec/core";

/** A question is answered by more than its pass: what follows it needs the cores too. */
const quietMs = 75;
/** So long at most gives a pass of the background way, however many questions come. */
const longestQuietMs = 125;

/** A model loaded in a process of its own. */
export interface EngineSession {
  /** False once the process is gone, whoever ended it. */
  readonly isAlive: boolean;
  stop(): Promise<void>;
}

/** One pass after the other over a session that is started anew when its process has ended. */
export class SessionQueue<Session extends EngineSession> {
  private readonly waiting: Readonly<Record<PassPriority, (() => Promise<void>)[]>> = {
    interactive: [],
    background: [],
  };
  private running: Promise<void> | undefined;
  private disposal: Promise<void> | undefined;
  private isHeld = false;
  private quietUntil = Number.NEGATIVE_INFINITY;
  /** Ends the quiet when something has come. */
  private wake = new AbortController();

  constructor(
    /** The engine's name, for people. */
    private readonly engine: string,
    private session: Session,
    /** Loads the model again after the process has ended. */
    private readonly restart: () => Promise<Session>,
  ) {}

  /**
   * Runs what a person waits for before what is done in the background, otherwise in the order of the calls. A cancelled
   * pass that has begun is carried to its end.
   * @throws IsovecError `Cancelled`, `BackendUnavailable` after `dispose`, and as `pass` and `restart`
   */
  run<Result>(
    pass: (session: Session) => Promise<Result>,
    signal: AbortSignal | undefined,
    priority: PassPriority = "background",
  ): Promise<Result> {
    if (this.disposal !== undefined) {
      const disposed = new IsovecError("BackendUnavailable", `The ${this.engine} engine has been disposed.`, {
        remedy: "Load the model again.",
      });
      return Promise.reject(disposed);
    }
    return new Promise((resolve, reject) => {
      this.waiting[priority].push(() => this.pass(pass, signal).then(resolve, reject));
      if (priority === "interactive") this.wake.abort();
      this.running ??= this.runAll();
    });
  }

  /** Whether a pass is under way. */
  get isBusy(): boolean {
    return this.running !== undefined;
  }

  /** Holds passes of the background back for a moment: somebody waits for an answer. */
  keepQuiet(): void {
    this.quietUntil = performance.now() + quietMs;
  }

  /** Holds passes of the background back while something else needs the cores. */
  holdWhile(work: Promise<unknown>): void {
    this.isHeld = true;
    const release = (): void => {
      this.isHeld = false;
      this.wake.abort();
    };
    void work.then(release, release);
  }

  /** Ends the process after the passes that were asked for before. */
  dispose(): Promise<void> {
    this.disposal ??= (this.running ?? Promise.resolve()).then(() => this.session.stop());
    return this.disposal;
  }

  private async pass<Result>(
    pass: (session: Session) => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    throwIfCancelled(signal);
    if (!this.session.isAlive) this.session = await this.restart();
    return pass(this.session);
  }

  private async runAll(): Promise<void> {
    const { interactive, background } = this.waiting;
    // Calls of one moment are put in order before the first one runs.
    await undefined;
    for (;;) {
      if (interactive.length === 0 && background.length > 0) await this.quiet();
      const next = interactive.shift() ?? background.shift();
      if (next === undefined) break;
      await next();
    }
    this.running = undefined;
  }

  /** Waits until a pass of the background may begin, or a question has come. */
  private async quiet(): Promise<void> {
    const latest = performance.now() + longestQuietMs;
    while (this.waiting.interactive.length === 0) {
      const restMs = this.isHeld ? longestQuietMs : Math.min(this.quietUntil, latest) - performance.now();
      if (restMs <= 0) return;
      this.wake = new AbortController();
      const { signal } = this.wake;
      await setTimeout(restMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
