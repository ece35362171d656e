/** Result of `index/status` and params of `index/didChange`. */
export interface IndexStatus {
  readonly state: "idle" | "scanning" | "embedding" | "failed";
  readonly files: number;
  readonly chunks: number;
  /** Chunks whose vector is stored. */
  readonly embedded: number;
  readonly pending: number;
  /** Milliseconds left at the present rate; absent when unknown or nothing is left. */
  readonly etaMs?: number;
  /** Size of the index on disk. */
  readonly bytes: number;
  readonly generation: number;
  readonly vectorSpace: string;
  /** Files left out because of an error, each with the reason. */
  readonly errors: { readonly path: string; readonly message: string }[];
}
