// Written by scripts/generate-protocol.mjs from schemas/. Change the schemas.

/** Params of `$/cancelRequest`. */
export interface PluginCancelParams {
  /** Of the request. */
  readonly id: number;
}

/** What a plugin can do. A key that is absent means unsupported. */
export interface PluginCapabilities {
  /** What `backend/embed` gives: token ids, or the texts where the plugin can only tokenize itself. */
  readonly input: "tokens" | "text";
  /**
   * `states`: the last hidden state of every token, which the server pools; it needs the input `tokens`.
   * `pooled`: a row a text after the model's pooling. `vectors`: after all of its steps.
   */
  readonly output: "states" | "pooled" | "vectors";
  /** The first one is used. */
  readonly encodings: readonly PluginEncoding[];
  /** The most texts of one `backend/embed`. */
  readonly maxBatch?: number | undefined;
  /** Tokens of a batch that the plugin is fastest with. A single longer text comes alone. */
  readonly maxBatchTokens?: number | undefined;
  /** Requests that are worth making at once. Default 1. */
  readonly concurrency?: number | undefined;
  /** What it computes in, for people: `fp32`, `q8_0`. */
  readonly dtype: string;
  /** Where it computes, for people: `cpu`. */
  readonly device: string;
  /**
   * `exact` for fp32 and fp16, which agree to 2e-5 in cosine, otherwise the quantisation (`int8`, `q8_0`). It
   * is part of the vector space.
   */
  readonly numeric: string;
}

/** Params of `backend/embed`: `ids` with `lengths` for the input `tokens`, `texts` for the input `text`. */
export interface PluginEmbedParams {
  /** As `backend/load` gave it. */
  readonly modelId: string;
  /** That of `ids` and of the result's `data`: one that the plugin announces. */
  readonly encoding: PluginEncoding;
  /** Tokens of each text. No padding crosses the wire, and segment ids are 0. */
  readonly lengths?: readonly number[] | undefined;
  /** base64: all texts' int32 ids one after the other. float: one array a text. */
  readonly ids?: string | readonly (readonly number[])[] | undefined;
  /** With prompts, as the model reads them. */
  readonly texts?: readonly string[] | undefined;
}

/** Result of `backend/embed`. */
export interface PluginEmbedResult {
  /** Texts. */
  readonly count: number;
  /** `[tokens of all texts, width]` for states, otherwise `[texts, width]`. */
  readonly shape: readonly [number, number];
  /** base64: float32, row-major. float: one array a row. */
  readonly data: string | readonly (readonly (number | null)[])[];
}

/** How ids and values travel: one little-endian block in base64, or JSON numbers. Both carry the same bits. */
export type PluginEncoding = "base64" | "float";

/** Anything: that it comes is what counts. */
export type PluginHealthResult = unknown;

/** Params of `initialize`. */
export interface PluginInitializeParams {
  /** Of this protocol, `major.minor`. */
  readonly protocolVersion: string;
  /** The server's process. */
  readonly processId: number;
  /**
   * `backendOptions.options`, as the user wrote them. The plugin refuses a key that it does not know with
   * -32602.
   */
  readonly options: Readonly<Record<string, unknown>>;
  /** Folder for files that the plugin derives; it may not exist yet. */
  readonly cacheDir: string;
  /** What the user allows; it is for the plugin to keep. */
  readonly policy: {
    /** Whether the plugin may connect to other machines. */
    readonly network: boolean;
    /** To which. */
    readonly allowedHosts: readonly string[];
  };
  /** What the server keeps to. */
  readonly limits: {
    /** The longest body that the server reads. */
    readonly maxFrameBytes: number;
  };
}

/** Result of `initialize`. */
export interface PluginInitializeResult {
  /** What it can do. */
  readonly capabilities: PluginCapabilities;
  /** For people. */
  readonly pluginInfo: {
    readonly name: string;
    readonly version?: string | undefined;
  };
}

/**
 * Params of `backend/load`. What the checkpoint says of itself lets the plugin find that it would run another
 * one.
 */
export interface PluginLoadParams {
  /** The checkpoint. */
  readonly model: {
    /** The model's name, for people. */
    readonly id: string;
    /** Absolute path of the checkpoint in Hugging Face layout. */
    readonly dir: string;
    /** Verified by the server just before; paths relative to `dir`. */
    readonly files: readonly {
      readonly path: string;
      readonly sha256: string;
      readonly bytes: number;
    }[];
    /** `model_type` of config.json. */
    readonly architecture: string;
    /** Width of a token's state. */
    readonly hiddenSize: number;
    /** Ids are below it. */
    readonly vocabularySize: number;
    /** The most tokens of one text. */
    readonly maxTokens: number;
  };
  /** What the configuration asks for; the numeric class that the index is for follows from it. */
  readonly dtype: string;
  /** Threads of one pass. Default: the plugin's own choice. */
  readonly threads?: number | undefined;
}

/** Result of `backend/load`. */
export interface PluginLoadResult {
  /** What `backend/embed` names the model by. */
  readonly modelId: string;
  /** Width of a row of the output. */
  readonly dimensions: number;
  /** The most tokens of one text. */
  readonly maxTokens: number;
}

/** Params of `window/logMessage`. */
export interface PluginLogParams {
  /** One line for the server's log. */
  readonly message: string;
}

/** Params of `backend/unload` and `backend/health`. */
export interface PluginModelParams {
  /** As `backend/load` gave it. */
  readonly modelId: string;
}

/** Nothing. */
export type PluginNothing = null;

/** Params of `$/progress`. */
export interface PluginProgressParams {
  /** One line on what takes long. */
  readonly value: {
    readonly message: string;
  };
}
