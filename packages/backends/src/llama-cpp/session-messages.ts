/** What the engine's process is told. One request is under way at a time. */
export type SessionRequest =
  | {
      readonly kind: "load";
      /** Path of a GGUF file. */
      readonly model: string;
      /** Texts computed at once, each on a thread of its own; undefined means one a usable core. */
      readonly threads: number | undefined;
      /** Tokens of the longest text. */
      readonly maxTokens: number;
    }
  /** Token ids of each text, without padding and at least one. */
  | { readonly kind: "embed"; readonly texts: readonly Int32Array[] };

/** Its answer to each request that it could do. */
export type SessionReply =
  | { readonly kind: "loaded"; readonly threads: number; readonly dimensions: number }
  /** `[texts, dimensions]`, row-major: pooled, not normalised. */
  | { readonly kind: "vectors"; readonly values: Float32Array };
