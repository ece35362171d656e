// Written by scripts/generate-protocol.mjs from schemas/. Change the schemas.

/** Result of `backend/list` and `backend/select`. */
export interface BackendListResult {
  readonly backends: readonly {
    readonly id: string;
    readonly description: string;
    /** What it computes in; the first is its default. */
    readonly dtypes: readonly string[];
    /** Where it can compute; the first is its default. */
    readonly devices: readonly string[];
    readonly state: "active" | "idle";
    /** Why it was refused when it was last chosen. */
    readonly lastError?: string | undefined;
    /** Its last measurement with the configured model on this machine, by whichever server. */
    readonly measured?: BackendMeasurement | undefined;
  }[];
  /** What serves; absent while the configuration is refused. */
  readonly active?:
    | {
        readonly id: string;
        readonly model: string;
        readonly device: string;
        readonly vectorSpace: string;
      }
    | undefined;
}

/** Result of `backend/measure`: how near an engine's vectors are to the reference, and how fast. */
export interface BackendMeasurement {
  /** Name of the model. */
  readonly model: string;
  /** What the engine computed in. */
  readonly dtype: string;
  /** Where it computed. */
  readonly device: string;
  /** How many of the model's golden probes were embedded. */
  readonly texts: number;
  /** Whether every text has the reference's token ids. */
  readonly idsEqual: boolean;
  /** 1 - cosine of the worst text to the reference. */
  readonly largest: number;
  /** What is allowed in this numeric class. */
  readonly tolerance: number;
  /** Of the probes, on this machine. */
  readonly tokensPerSecond: number;
  /** When, in milliseconds since 1970. */
  readonly measuredMs: number;
}

/** Params of `backend/measure`. What serves goes on serving. */
export interface BackendMeasureParams {
  /** As `backend/list` has it. */
  readonly id: string;
  /** One of the engine's `dtypes`. Default: its first. */
  readonly dtype?: string | undefined;
  /** One of the engine's `devices`. Default: its first. */
  readonly device?: string | undefined;
}

/**
 * Params of `backend/select`. The choice holds until the server ends; the configuration on disk is not
 * changed.
 */
export interface BackendSelectParams {
  /** As `backend/list` has it. */
  readonly id: string;
  /** As the configuration names one. Default: the one that is configured. */
  readonly model?: string | undefined;
  /** One of the engine's `dtypes`. Default: its first. */
  readonly dtype?: string | undefined;
  /** One of the engine's `devices`. Default: its first. */
  readonly device?: string | undefined;
}

/** A definition that is there more than once. */
export interface Duplicate {
  /** The definition in the document, as the index has it. */
  readonly range: Range;
  /** Token by token, by its form under other names, or by its words. */
  readonly likeness: "same" | "renamed" | "near";
  /** The other place, which may be in the same document; its score is the share that is alike, 0 to 1. */
  readonly hit: SearchHit;
}

/** Params of `search/duplicates`. */
export interface DuplicatesParams {
  /** The document, of a file of the index. */
  readonly textDocument: {
    readonly uri: string;
  };
  /** Definitions with fewer lines that are not blank are left out. Default 6. */
  readonly minimumLines?: number | undefined;
}

/** Result of `search/duplicates`. */
export interface DuplicatesResult {
  /** By their place in the document, the most alike first. */
  readonly duplicates: readonly Duplicate[];
  /** Definitions of the document that were long enough. */
  readonly compared: number;
}

/** Params of `embedding/embed`. */
export interface EmbedParams {
  /** Texts, each one on its own. */
  readonly inputs: readonly string[];
  /** Which of the model's prompts is put in front of the texts, where it has prompts. */
  readonly role: "query" | "document";
  /** Must name the active model when given. */
  readonly model?: string | undefined;
  /** Cut to the first n components and normalise again. */
  readonly dimensions?: number | undefined;
  /**
   * base64 (default): one little-endian block for the whole answer. float: JSON numbers that decode to the
   * same bits.
   */
  readonly encoding?: "base64" | "float" | undefined;
  /** float32 (default), int8 (component x 127, rounded) or binary (sign bits, first component in the top bit). */
  readonly dtype?: "float32" | "int8" | "binary" | undefined;
  /** When false a text over the maximum is the error InputTooLong (1006). Default true. */
  readonly truncate?: boolean | undefined;
}

/** Result of `embedding/embed`. */
export interface EmbedResult {
  /**
   * Id of the space that the vectors live in, to be compared as a whole: equal ids are vectors that may meet,
   * whatever computed them.
   */
  readonly vectorSpace: string;
  /** Components of a vector, also where `binary` packs eight to a byte. */
  readonly dimensions: number;
  /** As asked for. */
  readonly dtype: "float32" | "int8" | "binary";
  /** Rows. */
  readonly count: number;
  /**
   * base64: one string over the bytes of all rows. float: one array of numbers a row. float32: `dimensions`
   * little-endian numbers a row; int8: as many signed bytes; binary: `dimensions / 8` unsigned bytes, rounded
   * up.
   */
  readonly data: string | readonly (readonly number[])[];
  /** One entry a text. */
  readonly usage: readonly {
    /** Before truncation, prompt and special tokens included. */
    readonly tokens: number;
    /** What the engine was fed. */
    readonly usedTokens: number;
    /** Whether tokens were cut off. */
    readonly truncated: boolean;
  }[];
}

/** What a hit stands on. */
export interface HitReasons {
  /** Where each list had the hit, and what it gave: the fused score is the sum. */
  readonly ranks: readonly {
    readonly tier: "lexical" | "static" | "model";
    readonly rank: number;
    readonly score: number;
  }[];
  /** What the rules have multiplied the fused score with. */
  readonly factors: readonly {
    readonly rule: string;
    readonly factor: number;
  }[];
}

/** Result of the methods of `index/`, params of `index/didChange`. Several workspace folders are added up. */
export interface IndexStatus {
  /** `paused`: nothing is read or embedded until `index/resume`; searches are answered all the same. */
  readonly state: "idle" | "paused" | "scanning" | "embedding" | "failed";
  /** Files that the index has. */
  readonly files: number;
  /** Pieces that they are cut into: what is embedded and found. */
  readonly chunks: number;
  /** Chunks whose vector is stored. */
  readonly embedded: number;
  /** Chunks without a vector. */
  readonly pending: number;
  /** Milliseconds left at the present rate; absent when unknown or nothing is left. */
  readonly etaMs?: number | undefined;
  /** Size of the index on disk. */
  readonly bytes: number;
  /** Absolute paths of the folders that hold the index, one a workspace folder. */
  readonly locations?: readonly string[] | undefined;
  /** Grows with every change of the index. */
  readonly generation: number;
  /** Id of the space of its vectors. */
  readonly vectorSpace: string;
  /** What a search stands on at present, the quickest first. */
  readonly tiers?: readonly IndexTier[] | undefined;
  /** Files left out because of an error, each with the reason. */
  readonly errors: readonly {
    readonly path: string;
    readonly message: string;
  }[];
}

/** How complete one tier of search is. */
export interface IndexTier {
  /**
   * `lexical`: words, path and symbols. `static`: vectors of a quick, lesser model; a chunk with the model's
   * own counts too. `model`: the vectors of the model.
   */
  readonly tier: "lexical" | "static" | "model";
  /** Chunks; files for `lexical`. */
  readonly done: number;
  /** The same, still to come. */
  readonly pending: number;
  /** Milliseconds left at the present rate; absent when unknown or nothing is left. */
  readonly etaMs?: number | undefined;
}

/** Result of `embedding/models`. */
export interface ModelsResult {
  /** What the server has. */
  readonly models: readonly {
    /** What `model` of `embedding/embed` may name. */
    readonly name: string;
    /** For people: `model_type` of the checkpoint. */
    readonly architecture: string;
    readonly dimensions: number;
    /** The most tokens of one text, prompt and special tokens included. */
    readonly maxTokens: number;
  }[];
  /** Name of the model that answers. */
  readonly active: string;
  /**
   * Id of the space that the vectors live in, to be compared as a whole: equal ids are vectors that may meet,
   * whatever computed them.
   */
  readonly vectorSpace: string;
}

/** Params of methods that take none; they may be left out. */
export type NoParams = Readonly<Record<string, never>>;

/** A piece of a document, as LSP counts: from zero, the end excluded. */
export interface Range {
  readonly start: {
    readonly line: number;
    readonly character: number;
  };
  readonly end: {
    readonly line: number;
    readonly character: number;
  };
}

/** Lines and characters are zero-based and the end is exclusive, as in LSP. */
export interface SearchHit {
  /** Of the file, or of the open document that stands in its place. */
  readonly uri: string;
  /** Whole lines: it ends at the beginning of the line behind the last. */
  readonly range: Range;
  /** The line that shows best why the hit was found: the one that holds most of the question's words. */
  readonly line: number;
  /** Higher is better. Comparable within one answer only. */
  readonly score: number;
  /** LSP's identifier. */
  readonly language: string;
  /** The hit's text, at most 40 lines. */
  readonly preview: string;
  /** Where nearly the same text is too, the best first: it counts as one hit. Absent where it is nowhere else. */
  readonly alsoAt?:
    | readonly {
        readonly uri: string;
        readonly range: Range;
      }[]
    | undefined;
  /** Present where `explain` was asked for. */
  readonly why?: HitReasons | undefined;
}

/** What an answer stands on: words, vectors, or both fused. */
export type SearchMode = "hybrid" | "semantic" | "lexical";

/** Params of `search/query`. */
export interface SearchParams {
  /**
   * Free text, with filters beside it: `lang:ts path:src/ kind:class symbol:name "exact phrase" /regex/`, `-`
   * in front of one for what must not be.
   */
  readonly query: string;
  /** How many hits. Default 20. */
  readonly limit?: number | undefined;
  /** What the answer shall stand on. Default hybrid. */
  readonly mode?: SearchMode | undefined;
  /** Only files that one of these matches: a part of the path, or a pattern as `src/**` and `*.{ts,tsx}`. */
  readonly include?: readonly string[] | undefined;
  /** The same; files that none of these matches. */
  readonly exclude?: readonly string[] | undefined;
  /** Only files of these languages, by name or extension. */
  readonly languages?: readonly string[] | undefined;
  /** Whether hits say what they stand on. Default false. */
  readonly explain?: boolean | undefined;
  /** As in LSP. A server may pass it over, as this one does. */
  readonly partialResultToken?: string | number | undefined;
  /** The same. */
  readonly workDoneToken?: string | number | undefined;
}

/** Result of `search/query` and `search/similar`. */
export interface SearchResult {
  /** The best first. */
  readonly hits: readonly SearchHit[];
  /** Why a hybrid answer stands on words only: what the engine failed by. */
  readonly degraded?: string | undefined;
  /** How far the index was. */
  readonly index: {
    /** Grows with every change of the index. */
    readonly generation: number;
    /** True when every chunk has its vector. */
    readonly complete: boolean;
    /** True while files on disk are known to be newer than the index. */
    readonly stale: boolean;
    /** What the answer stands on, the quickest first. */
    readonly tiers?: readonly IndexTier[] | undefined;
  };
}

/** Params of `experimental/serverStatus`. */
export interface ServerStatus {
  /** `warning`: it serves, but not as configured, or not all. `error`: it does not serve. */
  readonly health: "ok" | "warning" | "error";
  /** True when no work is under way. */
  readonly quiescent: boolean;
  /** One sentence for the status bar's tooltip. */
  readonly message: string;
  /** Name of the model that loads or answers. */
  readonly model?: string | undefined;
  /** The engine and where it computes, for people. */
  readonly backend?: string | undefined;
}

/** Params of `search/similar`. */
export interface SimilarParams {
  /** The document that the range is of. */
  readonly textDocument: {
    readonly uri: string;
  };
  /** Whole lines of it are compared, and no hit overlaps them. */
  readonly range: Range;
  /** What stands there in the editor. Read from the file when absent, if the index has it. */
  readonly text?: string | undefined;
  /** How many hits. Default 20. */
  readonly limit?: number | undefined;
  /** Only files that one of these matches: a part of the path, or a pattern as `src/**` and `*.{ts,tsx}`. */
  readonly include?: readonly string[] | undefined;
  /** The same; files that none of these matches. */
  readonly exclude?: readonly string[] | undefined;
  /** Only files of these languages, by name or extension. */
  readonly languages?: readonly string[] | undefined;
  /** As in LSP. A server may pass it over, as this one does. */
  readonly partialResultToken?: string | number | undefined;
  /** The same. */
  readonly workDoneToken?: string | number | undefined;
}

/** Params of `embedding/tokenize`. */
export interface TokenizeParams {
  /** Texts, each one on its own. */
  readonly inputs: readonly string[];
  /** Which of the model's prompts is put in front of the texts, where it has prompts. */
  readonly role: "query" | "document";
}

/** Result of `embedding/tokenize`. */
export interface TokenizeResult {
  /** As fed: prompt, special tokens, truncation. */
  readonly ids: readonly (readonly number[])[];
  /** Their spelling in the vocabulary, for people. */
  readonly tokens: readonly (readonly string[])[];
}
