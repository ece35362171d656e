// What other extensions may use of Isovec. Copy this file beside your own code; it needs `vscode`'s types only.
// The rules of this interface: docs/editors/vscode-api.md.

import type { CancellationToken, Event, Range, Uri } from "vscode";

/**
 * What `activate` gives:
 *
 *     const isovec = await extensions.getExtension<IsovecExtension>("isovec.isovec-vscode")?.activate();
 *     const api = isovec?.getApi(1);
 */
export interface IsovecExtension {
  /**
   * Within a version members are added and none is changed or taken away.
   *
   * @throws Error where the installed extension has another version only
   */
  getApi(version: 1): IsovecApi;
}

/**
 * One server works for the window; the first request starts it where none runs. Whatever fails rejects with an Error
 * whose message says what to do, whatever is cancelled with the editor's `CancellationError`.
 */
export interface IsovecApi {
  readonly version: 1;

  /**
   * Searches the folders of this window by meaning and by words.
   *
   * @param query free text, with filters beside it: `lang:ts path:src/ kind:class symbol:name "exact phrase" -path:test`
   * @returns hits, the best first
   */
  search(query: string, options?: SearchOptions, token?: CancellationToken): Promise<SearchAnswer>;

  /**
   * Embeds texts with the model that the server has loaded.
   *
   * @returns one vector a text, in the order of the texts
   */
  embed(texts: readonly string[], options?: EmbedOptions, token?: CancellationToken): Promise<Embeddings>;

  readonly status: Status;
  readonly onDidChangeStatus: Event<Status>;
}

export interface SearchOptions {
  /** How many hits. Default 20. */
  readonly limit?: number;
  /** What the answer stands on: words, vectors, or both. Default `hybrid`. */
  readonly mode?: "hybrid" | "semantic" | "lexical";
  /** Only files that one of these matches: a part of the path, or a pattern as `src/**` and `*.{ts,tsx}`. */
  readonly include?: readonly string[];
  /** Files that none of these matches. */
  readonly exclude?: readonly string[];
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** Why an answer stands on words only where vectors were asked for too: what the engine failed by. */
  readonly degraded?: string;
}

export interface SearchHit {
  readonly uri: Uri;
  readonly range: Range;
  /** The line that shows best why the hit was found, 0-based. */
  readonly line: number;
  /** Higher is better. Comparable within one answer only. */
  readonly score: number;
  /** The server's name of the language, for example `typescript`. */
  readonly language: string;
  /** The hit's text, at most 40 lines. */
  readonly preview: string;
}

export interface EmbedOptions {
  /** Which of the model's prompts goes before the texts, where it has prompts. Default `document`. */
  readonly role?: "query" | "document";
}

export interface Embeddings {
  /** Each of `dimensions` numbers; float32, normalised as the model says. */
  readonly vectors: readonly Float32Array[];
  readonly dimensions: number;
  /** Names what the vectors mean. Those of different spaces must not be compared. */
  readonly vectorSpace: string;
  /** Of each text, whether it was longer than the model takes and its end was left out. */
  readonly truncated: readonly boolean[];
}

export interface Status {
  readonly state: "starting" | "running" | "stopped" | "failed";
  /** What is wrong and what to do, where something is. */
  readonly trouble?: string;
  readonly model?: string;
  /** The engine, with its device. */
  readonly engine?: string;
  /** Absent before the first scan. */
  readonly index?: {
    readonly files: number;
    readonly chunks: number;
    /** Chunks that have the model's vector already. */
    readonly embedded: number;
    readonly paused: boolean;
  };
}
