import type { IndexStatus, SearchMode } from "@isovec/core/protocol";
import type { CommitHistory } from "./history/commit-history.ts";
import type { Overlay } from "./overlay/overlay.ts";
import type { WrittenPack } from "./packs/export-pack.ts";
import type { ReadPack } from "./packs/import-pack.ts";
import type { SearchScope } from "./query/search-scope.ts";

/** What a refresh has done so far. Texts and tokens count what was embedded in this run only. */
export interface RefreshProgress {
  readonly phase: "scanning" | "embedding";
  readonly files: number;
  readonly chunks: number;
  /** Chunks without a vector when embedding began. */
  readonly pending: number;
  readonly embedded: number;
}

export interface RefreshReport {
  readonly files: number;
  readonly chunks: number;
  /** Chunks embedded in this run: 0 when nothing changed. */
  readonly embedded: number;
  readonly seconds: number;
  /** Files left out because of an error (no permission, vanished), each with the reason. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

export interface SearchRequest extends SearchScope {
  readonly query: string;
  readonly limit: number;
  readonly mode: SearchMode;
  /** Seen in the place of the files that it has. */
  readonly overlay?: Overlay | undefined;
  readonly signal?: AbortSignal;
  /** What was said of the files, in place of what the folder's own commits say. */
  readonly history?: CommitHistory | undefined;
  /** Told why a hybrid answer stands on words only, as the engine has failed. Without it the search fails too. */
  readonly onDegraded?: (error: unknown) => void;
}

export interface SimilarRequest extends SearchScope {
  /** The piece of code that others are compared with. */
  readonly text: string;
  /** Where it stands, so that it does not find itself; lines are 1-based and inclusive. */
  readonly from?: { readonly path: string; readonly startLine: number; readonly endLine: number };
  readonly limit: number;
  readonly overlay?: Overlay | undefined;
  readonly signal?: AbortSignal;
}

export interface IndexHit {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly score: number;
  readonly language: string;
  /** The chunk's text as it was indexed. */
  readonly text: string;
  /** Where nearly the same text is too, the best first; absent where it is nowhere else. */
  readonly alsoAt?: readonly OtherPlace[];
  /** What a search's hit stands on. */
  readonly why?: HitReasons;
}

/** A place that has a hit's text too. */
export interface OtherPlace {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

export interface HitReasons {
  /** Where each list had it, from 1, and what it gave: the fused score is the sum. */
  readonly ranks: readonly {
    readonly tier: "lexical" | "static" | "model";
    readonly rank: number;
    readonly score: number;
  }[];
  /** What the fused score was multiplied with. */
  readonly factors: readonly { readonly rule: string; readonly factor: number }[];
}

/** A chunk with everything that the index knows of it. */
export interface IndexedChunk {
  /** Relative to the root, forward slashes. */
  readonly path: string;
  readonly language: string;
  /** 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
  /** Names that the text declares. */
  readonly symbols: readonly string[];
  /** `[dimensions]`, of length 1; undefined where nothing has embedded it yet. */
  readonly vector: Float32Array | undefined;
}

/** The index of one folder: kept on disk, refreshed by content hash, searched at any moment. */
export interface CodeIndex {
  readonly root: string;
  /**
   * Brings files, chunks and vectors up to date. A call while a run is under way waits for it and then looks again. A
   * paused index stays as it is, and a run that is paused ends early; neither is an error.
   */
  refresh(options?: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: RefreshProgress) => void;
  }): Promise<RefreshReport>;
  /**
   * Reads what has changed on disk while a refresh embeds, so that its words are found at once; otherwise nothing. The
   * refresh embeds it before it ends.
   */
  lookAgain(): Promise<void>;
  /**
   * Reads one file that is known to have changed, so that its words are found before a refresh has looked at all others.
   * The refresh that follows embeds it. A paused index stays as it is.
   * @param path relative to the root, forward slashes
   * @throws the system's error when the file cannot be read, IsovecError `Timeout`, `IndexUnavailable`
   */
  lookAt(path: string): Promise<void>;
  /** Reads and embeds nothing until `resume`; searches are answered all the same. Waits until that has come to rest. */
  pause(): Promise<void>;
  /** Lets `refresh` do its work again; whoever wants that calls it. */
  resume(): void;
  /**
   * Empties the index of its files and of the vectors of its space. A run under way begins anew after it.
   * @throws IsovecError `IndexBusy` while another process embeds for it
   */
  clear(): Promise<void>;
  search(request: SearchRequest): Promise<IndexHit[]>;
  /** What is like a piece of code. The score is the cosine; without vectors there is nothing to compare with. */
  similar(request: SimilarRequest): Promise<IndexHit[]>;
  /**
   * Every chunk in the order in which they were indexed, read page by page: what an index holds may change meanwhile.
   * @param folder relative to the root; everything where it is empty
   */
  chunks(folder?: string): AsyncIterable<IndexedChunk>;
  /**
   * Writes the vectors of all chunks into one file.
   * @throws IsovecError `Cancelled`, `InputInvalid` when the file cannot be written
   */
  exportPack(file: string, signal?: AbortSignal): Promise<WrittenPack>;
  /**
   * Takes the vectors of such a file, for texts that the index has or will have. Overwrites nothing.
   * @throws IsovecError `InputInvalid`, `VectorSpaceMismatch`, `Cancelled`
   */
  importPack(file: string, signal?: AbortSignal): Promise<ReadPack>;
  /**
   * Watches the folders of the indexed files, for whoever has nobody else to say what changes on disk.
   * @param onChange called once a burst of changes is over; it refreshes or looks again
   * @returns ends it
   */
  watch(onChange: () => void): Promise<() => void>;
  /**
   * Calls back whenever a refresh has come to rest, whoever asked for it.
   * @returns ends it
   */
  onRest(listener: () => void): () => void;
  /** A place for what one client has typed and not saved. Whoever asked for it closes it. */
  overlay(): Overlay;
  /** Whether a file's text is part of the index. */
  has(path: string): boolean;
  status(): IndexStatus;
  close(): Promise<void>;
}
