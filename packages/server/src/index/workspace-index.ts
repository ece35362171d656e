import type { TextEmbedder } from "@isovec/core";
import { IsovecError, throwIfCancelled } from "@isovec/core";
import type { IndexStatus } from "@isovec/core/protocol";
import type {
  CodeIndex,
  IndexedChunk,
  IndexHit,
  RefreshProgress,
  RefreshReport,
  SearchRequest,
  SimilarRequest,
} from "./code-index.ts";
import { embedderOfSpace } from "./embedder-of-space.ts";
import type { CommitHistory } from "./history/commit-history.ts";
import { IndexCounts } from "./index-counts.ts";
import { indexStatus } from "./index-status.ts";
import { Overlay } from "./overlay/overlay.ts";
import { exportPack, type WrittenPack } from "./packs/export-pack.ts";
import { importPack, type ReadPack } from "./packs/import-pack.ts";
import { adoptVectors } from "./refresh/adopt-vectors.ts";
import { Courtesy } from "./refresh/courtesy.ts";
import { embedAll } from "./refresh/embed-all.ts";
import { lookAtFile } from "./refresh/look-at-file.ts";
import { ProgressRate } from "./refresh/progress-rate.ts";
import { type FileError, scan } from "./refresh/scan.ts";
import { type Participant, SharedRun } from "./refresh/shared-run.ts";
import { UseOrder } from "./refresh/use-order.ts";
import { everyChunk } from "./search/every-chunk.ts";
import { search } from "./search/search.ts";
import type { SearchParts } from "./search/search-parts.ts";
import { similar } from "./search/similar.ts";
import { VectorMatrix } from "./search/vector-matrix.ts";
import { clearIndex, refuseWhileOthersEmbed } from "./store/clear-index.ts";
import { collectGarbage } from "./store/collect-garbage.ts";
import { LocalVectors } from "./vectors/local-vectors.ts";
import type { VectorSource } from "./vectors/vector-store.ts";
import type { WorkspaceIndexParts } from "./workspace-index-parts.ts";

/** The index of one folder over one database. */
export class WorkspaceIndex implements CodeIndex {
  readonly root: string;
  readonly #matrix: VectorMatrix;
  readonly #local: LocalVectors;
  readonly #vectors: VectorSource;
  readonly #order = new UseOrder();
  readonly #courtesy = new Courtesy();
  #state: IndexStatus["state"] = "idle";
  #errors: readonly FileError[] = [];
  #rate = new ProgressRate();
  #scanned = { files: 0, of: 0, rate: new ProgressRate() };
  readonly #counts: IndexCounts;
  #running: SharedRun<RefreshProgress, RefreshReport> | undefined;
  #clearing: Promise<void> | undefined;
  /** The look at the disk that a run under way makes beside its embedding. */
  #looking: Promise<void> | undefined;
  #runSignal: AbortSignal | undefined;
  #hasNewTexts = false;
  #history: CommitHistory | undefined;
  readonly #restListeners = new Set<() => void>();
  #isPaused = false;
  #isClosed = false;

  constructor(private readonly parts: WorkspaceIndexParts) {
    this.root = parts.root;
    this.#counts = new IndexCounts(parts.store, parts.quickTier);
    const { dimensions, normalized } = parts.vectorSpace;
    this.#matrix = new VectorMatrix(parts.store, dimensions, normalized);
    this.#local = new LocalVectors(parts.store, this.#matrix);
    this.#vectors = parts.shared?.over(this.#local) ?? this.#local;
  }

  async refresh(options: Participant<RefreshProgress> = {}): Promise<RefreshReport> {
    await this.#untilRunnable();
    // A run that began before this call may have passed over the file that the caller knows to have changed.
    if (this.#running !== undefined) {
      await this.#running.join(options);
      await this.#untilRunnable();
    }
    // Nobody would stop a run whose only participant has left before it began.
    throwIfCancelled(options.signal);
    if (this.#isPaused) return this.#report(0, performance.now());
    this.#running ??= new SharedRun((signal, onProgress) => this.#refresh(signal, onProgress));
    const run = this.#running;
    const report = await run.join(options);
    return run.isCancelled && !this.#isPaused ? this.refresh(options) : report;
  }

  async lookAgain(): Promise<void> {
    const signal = this.#runSignal;
    if (signal === undefined || this.#state !== "embedding") return;
    const before = this.#looking ?? Promise.resolve();
    const looking = before.then(() => (signal.aborted ? undefined : this.#scan(signal, () => undefined)));
    // What fails here fails again, and is told, in the refresh that follows.
    this.#looking = looking.catch(() => undefined);
    await this.#looking;
  }

  async lookAt(path: string): Promise<void> {
    this.#refuseWhenClosed();
    if (this.#isPaused || this.#clearing !== undefined) return;
    const { files: folder, store, chunker } = this.parts;
    if (await lookAtFile(path, { folder, store, chunker })) this.#hasNewTexts = true;
  }

  async pause(): Promise<void> {
    this.#refuseWhenClosed();
    this.#isPaused = true;
    await this.#stopRun();
  }

  resume(): void {
    this.#isPaused = false;
  }

  clear(): Promise<void> {
    this.#clearing ??= this.#clear().finally(() => {
      this.#clearing = undefined;
    });
    return this.#clearing;
  }

  async search(request: SearchRequest): Promise<IndexHit[]> {
    const hits = await search(await this.#searchParts(request), request);
    this.#order.find(hits.map(({ path }) => path));
    return hits;
  }

  async similar(request: SimilarRequest): Promise<IndexHit[]> {
    return similar(await this.#searchParts(request), request);
  }

  chunks(folder = ""): AsyncIterable<IndexedChunk> {
    this.#refuseWhenClosed();
    return everyChunk(this.parts.store, this.#vectors, folder, this.parts.vectorSpace.normalized);
  }

  exportPack(file: string, signal?: AbortSignal): Promise<WrittenPack> {
    this.#refuseWhenClosed();
    return exportPack(this.parts.store, this.#vectors, this.parts.vectorSpace, file, signal);
  }

  importPack(file: string, signal?: AbortSignal): Promise<ReadPack> {
    this.#refuseWhenClosed();
    return importPack(this.parts.store, this.parts.vectorSpace, file, signal);
  }

  async watch(onChange: () => void): Promise<() => void> {
    this.#refuseWhenClosed();
    return this.parts.watches?.add(onChange) ?? (() => undefined);
  }

  onRest(listener: () => void): () => void {
    this.#restListeners.add(listener);
    return () => this.#restListeners.delete(listener);
  }

  overlay(): Overlay {
    const { files, store, chunker, vectorSpace } = this.parts;
    const embedder = () => this.#embedder();
    const onOpen = (path: string) => this.#order.open(path);
    return new Overlay({ onOpen, files, store, chunker, embedder, normalized: vectorSpace.normalized });
  }

  has(path: string): boolean {
    this.#refuseWhenClosed();
    return this.parts.store.files.isIndexed(path);
  }

  status(): IndexStatus {
    this.#refuseWhenClosed();
    return indexStatus({
      state: this.#isPaused ? "paused" : this.#state,
      counts: this.#counts.now(),
      bytes: this.parts.store.bytes,
      location: this.parts.store.directory,
      vectorSpace: this.parts.vectorSpace.id,
      errors: this.#errors,
      scanned: this.#scanned,
      rate: this.#rate,
      quickTier: this.parts.quickTier,
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.parts.watches?.close();
    await this.#stopRun();
    await this.#clearing?.catch(() => undefined);
    await this.parts.shared?.close();
    this.parts.chunker.close?.();
    this.parts.store.close();
  }

  /** Waits for a run that is on its way out and cannot be joined any more, and for what must not run beside one. */
  async #untilRunnable(): Promise<void> {
    for (;;) {
      if (this.#running?.isCancelled) await this.#running.ended.catch(() => undefined);
      else if (this.#clearing !== undefined) await this.#clearing.catch(() => undefined);
      else break;
    }
    this.#refuseWhenClosed();
  }

  async #stopRun(): Promise<void> {
    this.#running?.cancel();
    await this.#running?.ended.catch(() => undefined);
    await this.#looking;
  }

  async #clear(): Promise<void> {
    this.#refuseWhenClosed();
    refuseWhileOthersEmbed(this.parts.store);
    await this.#stopRun();
    await clearIndex(this.parts.store);
    await this.parts.shared?.forget();
    this.#errors = [];
  }

  #report(embedded: number, sinceMs: number): RefreshReport {
    const seconds = (performance.now() - sinceMs) / 1000;
    const { files, chunks } = this.#counts.now();
    return { files, chunks, embedded, seconds, errors: this.#errors };
  }

  async #refresh(
    signal: AbortSignal,
    onProgress: (progress: RefreshProgress) => void,
  ): Promise<RefreshReport> {
    // The constructor of the run has to return before anything is reported.
    await undefined;
    const since = performance.now();
    const { store, quickTier, shared } = this.parts;
    let embedded = 0;
    try {
      this.#state = "scanning";
      this.#runSignal = signal;
      await this.#scan(signal, onProgress);
      this.#state = "embedding";
      this.#takeNewTexts();
      const readingHistory = this.#readHistory(signal);
      await shared?.begin(signal);
      await adoptVectors({ store, signal });
      await shared?.take(this.#local, signal);
      const { files, chunks, embedded: before } = this.#counts.now();
      const pending = chunks - before;
      const report = (done: number): void => {
        embedded = done;
        this.#rate.mark(embedded);
        onProgress({ phase: "embedding", files, chunks, pending, embedded });
      };
      this.#rate = new ProgressRate();
      report(0);
      await quickTier?.fill(pending, this.#order, signal, () => report(0));
      this.#rate = new ProgressRate();
      report(0);
      await embedAll({
        ...{ store, shared, signal, here: this.#local, order: this.#order, courtesy: this.#courtesy },
        hasMore: () => this.#takeNewTexts(),
        looking: () => this.#looking,
        embedder: () => this.#embedder(),
        onProgress: report,
      });
      await quickTier?.drop();
      await readingHistory;
      this.#state = "idle";
      return this.#report(embedded, since);
    } catch (error) {
      const isCancelled = IsovecError.is(error) && error.name === "Cancelled";
      this.#state = isCancelled ? "idle" : "failed";
      const wasStopped = this.#isPaused || this.#clearing !== undefined;
      // Those who wait for the run have not cancelled it.
      if (isCancelled && wasStopped && !this.#isClosed) return this.#report(embedded, since);
      throw error;
    } finally {
      this.#running = undefined;
      this.#runSignal = undefined;
      for (const listener of this.#restListeners) listener();
    }
  }

  async #scan(signal: AbortSignal, onProgress: (progress: RefreshProgress) => void): Promise<void> {
    const { files: folder, store, chunker, quickTier, shared, watches, limitBytes } = this.parts;
    this.#scanned = { files: 0, of: 0, rate: new ProgressRate() };
    const { errors, changed } = await scan({
      folder,
      store,
      chunker,
      signal,
      onProgress: (files, of) => {
        this.#scanned.rate.mark(files);
        this.#scanned = { ...this.#scanned, files, of };
        onProgress({ phase: "scanning", files, chunks: store.files.chunks(), pending: 0, embedded: 0 });
      },
    });
    this.#errors = errors;
    if (!changed) return;
    this.#hasNewTexts = true;
    await watches?.follow();
    const ownSpaces = [store.vectors.spaceId, quickTier?.spaceId, shared?.spaceId];
    await collectGarbage(store, { nowMs: Date.now(), limitBytes, ownSpaces });
    this.#order.change(await folder.recentChanges(signal));
  }

  /** Beside the embedding: searches wait for neither. */
  async #readHistory(signal: AbortSignal): Promise<void> {
    this.#history = await this.parts.files.history(signal);
  }

  #takeNewTexts(): boolean {
    const hasNew = this.#hasNewTexts;
    this.#hasNewTexts = false;
    return hasNew;
  }

  #embedder(): Promise<TextEmbedder> {
    return embedderOfSpace(this.parts.embedder, this.parts.vectorSpace);
  }

  async #searchParts({ overlay, signal }: SearchRequest | SimilarRequest): Promise<SearchParts> {
    this.#refuseWhenClosed();
    const { store, quickTier } = this.parts;
    const { chunks, embedded, covered } = this.#counts.now();
    return {
      store,
      reranker: this.parts.reranker,
      onNotice: this.parts.onNotice,
      vectors: this.#vectors,
      matrix: this.#matrix,
      embedder: () => this.#embedder(),
      embeddedShare: chunks === 0 ? 1 : embedded / chunks,
      quick: quickTier?.searchParts(chunks === 0 ? 0 : (covered - embedded) / chunks),
      history: this.#history,
      overlay: await overlay?.view(signal),
    };
  }

  #refuseWhenClosed(): void {
    if (!this.#isClosed) return;
    throw new IsovecError("IndexUnavailable", `The index of ${this.root} has been closed.`);
  }
}
