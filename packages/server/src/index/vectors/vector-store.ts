import type { Scored } from "../search/best-of.ts";

export interface NearestTexts {
  /** `[dimensions]`, of any length. */
  readonly query: Float32Array;
  readonly count: number;
  /** Ids of the texts that count; all that a chunk has where it is left out. */
  readonly allowed?: ReadonlySet<number> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Vectors that can be read and compared, wherever they lie. */
export interface VectorSource {
  /** Whether there is anything to compare with. */
  any(): boolean;
  /** `[dimensions]` each, by the id of the text; texts without a vector are left out. */
  ofTexts(textIds: readonly number[], signal?: AbortSignal): Promise<Map<number, Float32Array>>;
  /** Texts that a chunk has, nearest to a query by cosine, best first; each with its cosine. */
  nearest(request: NearestTexts): Promise<Scored[]>;
}

/**
 * Where the vectors of an index's texts lie, for one vector space. A text is known by its id in the index; a store that
 * several indexes share knows it by the hash of its content.
 */
export interface VectorStore extends VectorSource {
  /** For people: a file, or host, port and database. Never a credential. */
  readonly place: string;
  /**
   * Keeps vectors of texts, `[dimensions]` each, by the ids of the texts. What is there stays as it is.
   * @throws IsovecError `VectorSpaceMismatch` for another number of dimensions, `IndexUnavailable`, `Cancelled`
   */
  keep(vectors: ReadonlyMap<number, Float32Array>, signal?: AbortSignal): Promise<void>;
}
