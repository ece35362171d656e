import type { PassPriority } from "@isovec/core";
import { type EngineSession, SessionQueue } from "./session-queue.ts";

/** So long after a question the next one is expected: people read, type and ask again. */
const attentiveMs = 30_000;

/** The question that shows the need is answered before the second session takes a core for its loading. */
const answeredMs = 100;

/** Its threads would wait for each other beside those of the first: a question is over sooner on one. */
const threadsOfSecond = 1;

/**
 * The sessions of one model: the one that everything goes through, and a second one for questions while work in the
 * background goes on. A pass cannot be interrupted, so that a question would wait for the end of one.
 */
export class SessionLanes<Session extends EngineSession> {
  private readonly first: SessionQueue<Session>;
  private second: SessionQueue<Session> | undefined;
  private starting: Promise<void> | undefined;
  private leaving: NodeJS.Timeout | undefined;
  private isDisposed = false;

  constructor(
    /** The engine's name, for people. */
    private readonly engine: string,
    session: Session,
    /** Loads the model again: after a process has ended, and for the second session, which has its own thread count. */
    private readonly load: (threads?: number) => Promise<Session>,
    /** Whether the memory of a second session is worth it. */
    private readonly mayHaveSecond: boolean,
  ) {
    this.first = new SessionQueue(engine, session, load);
  }

  /** See `SessionQueue.run`. */
  run<Result>(
    pass: (session: Session) => Promise<Result>,
    signal: AbortSignal | undefined,
    priority: PassPriority = "background",
  ): Promise<Result> {
    if (priority === "interactive") this.first.keepQuiet();
    if (priority === "background" || !this.first.isBusy || !this.mayHaveSecond)
      return this.first.run(pass, signal, priority);
    this.keepSecond();
    return (this.second ?? this.first).run(pass, signal, priority);
  }

  /** Ends the processes after the passes that were asked for before. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    clearTimeout(this.leaving);
    await Promise.all([this.first.dispose(), this.starting?.then(() => this.endSecond())]);
  }

  private keepSecond(): void {
    this.starting ??= this.startSecond();
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => void this.starting?.then(() => this.endSecond()), attentiveMs).unref();
  }

  private async startSecond(): Promise<void> {
    const loadOne = () => this.load(threadsOfSecond);
    await new Promise((resolve) => setTimeout(resolve, answeredMs));
    if (this.isDisposed) return;
    try {
      const loading = loadOne();
      this.first.holdWhile(loading);
      this.second = new SessionQueue(this.engine, await loading, loadOne);
    } catch {
      // Where there is no room for another, the first one answers as before.
    }
  }

  private async endSecond(): Promise<void> {
    const { second } = this;
    this.second = undefined;
    if (!this.isDisposed) this.starting = undefined;
    await second?.dispose();
  }
}
