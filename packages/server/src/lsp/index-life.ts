import { IsovecError } from "@isovec/core";
import type { IndexStatus } from "@isovec/core/protocol";
import type { CodeIndex, RefreshProgress } from "../index/code-index.ts";
import type { Engines } from "./engines.ts";
import type { IndexProgress } from "./index-progress.ts";
import { mergeStatus } from "./merge-status.ts";
import { RefreshLoop } from "./refresh-loop.ts";
import type { ServerReports } from "./server-reports.ts";
import type { StatusReporter } from "./status-reporter.ts";

/** Longer than between the files that one command writes, and short of what a person notices. */
const changeDelayMs = 100;

/** So many files are read at once when they have changed, before all are looked at. */
const fewFiles = 8;

export interface IndexLifeOptions {
  readonly engines: Engines;
  readonly status: StatusReporter;
  readonly reports: ServerReports;
}

/** Keeps the indexes of a client's folders in step with the disk, and tells the client how far they are. */
export class IndexLife {
  private readonly loop: RefreshLoop;
  private progress: IndexProgress | undefined;
  private watchesFolders = false;
  private settled = false;
  private noteRead: () => void = () => undefined;
  /** Settles when the first refresh has read the disk, or has ended before. */
  readonly hasRead: Promise<void> = new Promise((resolve) => {
    this.noteRead = resolve;
  });
  /** What ends the following of each index. */
  private readonly follows: Map<CodeIndex, Promise<() => void>> = new Map();

  constructor(private readonly options: IndexLifeOptions) {
    this.loop = new RefreshLoop({
      delayMs: changeDelayMs,
      refresh: (signal, onProgress) => this.refreshAll(signal, onProgress),
      meanwhile: async () => (await this.options.engines.active()).workspace.lookAgain(),
      onProgress: (progress) => this.reportProgress(progress),
      onSettled: (failure) => void this.reportSettled(failure),
    });
  }

  /** @param progress what the client shows while texts are embedded */
  show(progress: IndexProgress): void {
    this.progress = progress;
  }

  /** The client tells of no files: the server watches the folders itself. */
  watchFolders(): void {
    this.watchesFolders = true;
  }

  /** Whether a refresh has ended, so that no other word about the start is due. */
  get hasSettled(): boolean {
    return this.settled;
  }

  /** Something has changed on disk. */
  schedule(): void {
    this.loop.schedule();
  }

  /** These files have changed on disk. */
  filesChanged(uris: readonly string[]): void {
    this.loop.schedule();
    // Of many, say of another branch, the refresh is as soon ready.
    if (uris.length <= fewFiles) void this.lookAt(uris).catch(() => undefined);
  }

  /** Refreshes without anybody waiting for it; how it ends is reported. */
  begin(): void {
    void this.loop.now().catch(() => undefined);
  }

  async status(): Promise<IndexStatus> {
    const { source, workspace } = await this.options.engines.active();
    const { id } = await source.vectorSpace();
    return mergeStatus(
      (await workspace.indexes()).map((index) => index.status()),
      id,
    );
  }

  /** `index/refresh` */
  async refresh(): Promise<IndexStatus> {
    await this.loop.now();
    return this.status();
  }

  /** `index/pause` */
  async pause(): Promise<IndexStatus> {
    await (await this.options.engines.active()).workspace.pause();
    return this.changed();
  }

  /** `index/resume` */
  async resume(): Promise<IndexStatus> {
    const { workspace } = await this.options.engines.active();
    if (await workspace.resume()) this.begin();
    return this.changed();
  }

  /**
   * `index/clear`
   * @throws IsovecError `IndexBusy` while another process embeds, or the index of a former engine answers
   */
  async clear(): Promise<IndexStatus> {
    const { engines } = this.options;
    const { workspace } = await engines.active();
    if (engines.isChanging) {
      throw new IsovecError(
        "IndexBusy",
        "The index of another engine is being built; the old one answers until it is complete.",
        { remedy: "Clear it when the new one is complete.", retryable: true },
      );
    }
    await workspace.clear();
    const status = await this.changed();
    if (status.state !== "paused") this.begin();
    return status;
  }

  /** Tells the client how a refresh has ended, or that the server cannot begin one. */
  async reportSettled(failure: unknown): Promise<void> {
    this.settled = true;
    this.progress?.end();
    this.noteRead();
    const { reports } = this.options;
    try {
      if (failure !== undefined) throw failure;
      const isPaused = (await this.status()).state === "paused";
      // A refresh for the engine before this one is not the last word; that of the new one follows.
      if (this.options.engines.isChanging && !isPaused) return;
      await reports.serves({ quiescent: true, message: isPaused ? "The index is paused" : "Ready" });
    } catch (error) {
      reports.failed(error);
    }
    // What was told before may be of the middle of a tier.
    await this.report();
  }

  async stop(): Promise<void> {
    for (const following of this.follows.values()) {
      await following.then(
        (unfollow) => unfollow(),
        () => undefined,
      );
    }
    await this.loop.stop();
  }

  private async refreshAll(
    signal: AbortSignal,
    onProgress: (progress: RefreshProgress) => void,
  ): Promise<void> {
    const { engines } = this.options;
    const generation = await engines.active();
    for (const index of await generation.workspace.indexes()) {
      if (this.follows.has(index)) continue;
      const following = this.follow(index);
      // An index that was closed meanwhile, at the end of the server, is told of by the refresh.
      following.catch(() => undefined);
      this.follows.set(index, following);
    }
    const isComplete = await generation.use(({ workspace }) => workspace.refresh(signal, onProgress));
    // Another change may have come meanwhile; its own refresh follows.
    if (isComplete && generation === (await engines.active())) await engines.promote();
  }

  private async follow(index: CodeIndex): Promise<() => void> {
    // A refresh that another client of the index has asked for; how this one's own end is reported anyway.
    const stopListening = index.onRest(() => {
      if (this.loop.quiescent) void this.report();
    });
    const unwatch = this.watchesFolders ? await index.watch(() => this.schedule()) : undefined;
    return () => {
      stopListening();
      unwatch?.();
    };
  }

  /** The status after what a client has asked for, told as any change of it is. */
  private async changed(): Promise<IndexStatus> {
    const status = await this.status();
    this.options.status.index(status);
    return status;
  }

  private async lookAt(uris: readonly string[]): Promise<void> {
    const { workspace } = await this.options.engines.active();
    for (const uri of uris) await workspace.lookAt(uri);
  }

  private reportProgress(progress: RefreshProgress): void {
    this.progress?.update(progress);
    if (progress.phase === "embedding") this.noteRead();
    if (this.options.status.indexIsDue()) void this.report();
  }

  private async report(): Promise<void> {
    try {
      this.options.status.index(await this.status());
    } catch {
      // Whoever caused the failure reports it; the index has no status to tell.
    }
  }
}
