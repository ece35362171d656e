import type { PassPriority } from "../backend/embedding-backend.ts";
import type { Role } from "../model/model-card.ts";
import type { VectorSpace } from "../model/vector-space.ts";

export interface EmbedOptions {
  readonly role: Role;
  /** Cut to the first n components and normalise again (Matryoshka). */
  readonly dimensions?: number;
  /** When false a text over the maximum is the error `InputTooLong`. Default true. */
  readonly truncate?: boolean;
  /** Default: a query is waited for by a person (`interactive`), documents are not (`background`). */
  readonly priority?: PassPriority;
  readonly signal?: AbortSignal;
  /** Called after every forward pass. */
  readonly onProgress?: (done: { readonly texts: number; readonly tokens: number }) => void;
}

export interface TokenUsage {
  /** Tokens before truncation, special tokens and prompt included. */
  readonly tokens: number;
  /** Tokens the engine was fed. */
  readonly usedTokens: number;
  readonly truncated: boolean;
}

export interface Embeddings {
  /** Row-major `[texts, dimensions]`, in the order of the input. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  readonly usage: readonly TokenUsage[];
}

/** One text as it would be fed to the engine. */
export interface TokenizedInput {
  readonly ids: number[];
  /** The tokens' spelling, one for every id. */
  readonly tokens: string[];
  readonly usage: TokenUsage;
}

/** Texts in, vectors out: the whole pipeline over one engine, in this process or another. */
export interface TextEmbedder {
  readonly vectorSpace: VectorSpace;
  readonly modelName: string;
  readonly backendId: string;
  readonly device: string;
  readonly maxTokens: number;
  /** What one `forward` call is fastest with, in padded tokens: how full a pass is, is measured by it. */
  readonly preferredBatchTokens: number;
  /**
   * @throws IsovecError `InputTooLong` for a text over the maximum that may not be truncated, and for one that is too long to be
   * tokenized; `InputInvalid`, `NonFinite`, `Cancelled`, and what the engine throws
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Embeddings>;
  /**
   * The same for texts that are token ids already, as `tokenize` gives them: special tokens and the role's prompt are
   * in them, and nothing is added or cut.
   * @throws IsovecError `InputInvalid` for an id that is not in the vocabulary, an empty list, or an engine that takes
   * text only; `InputTooLong` for more ids than the model takes
   */
  embedIds(
    lists: readonly (readonly number[])[],
    options: Omit<EmbedOptions, "truncate">,
  ): Promise<Embeddings>;
  /**
   * Token ids as they would be fed, and their spelling.
   * @throws IsovecError `InputTooLong` for a text that is too long to be tokenized, `Cancelled`
   */
  tokenize(texts: readonly string[], role: Role, signal?: AbortSignal): Promise<TokenizedInput[]>;
  dispose(): Promise<void>;
}
