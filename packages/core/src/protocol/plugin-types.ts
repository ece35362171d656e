// Written by scripts/generate-protocol.mjs from schemas/. Change the schemas.

/** Params of `$/cancelRequest`. */
export interface PluginCancelParams {
  readonly id: number;
}

/** What a plugin can do. A key that is absent means unsupported. */
export interface PluginCapabilities {
  readonly input: "tokens" | "text";
  /** See BackendCapabilities.output. `states` needs the input `tokens`. */
  readonly output: "states" | "pooled" | "vectors";
  /** The first one is used. */
  readonly encodings: readonly PluginEncoding[];
  /** The most texts of one `backend/embed`. */
  readonly maxBatch?: number | undefined;
  /** Tokens of a batch that the plugin is fastest with. A single longer text comes alone. */
  readonly maxBatchTokens?: number | undefined;
  /** Requests that are worth making at once. Default 1. */
  readonly concurrency?: number | undefined;
  readonly dtype: string;
  readonly device: string;
  /** See BackendCapabilities.numeric. */
  readonly numeric: string;
}

/** Params of `backend/embed`: `ids` with `lengths` for the input `tokens`, `texts` for the input `text`. */
export interface PluginEmbedParams {
  readonly modelId: string;
  readonly encoding: PluginEncoding;
  /** Tokens of each text. No padding crosses the wire, and segment ids are 0. */
  readonly lengths?: readonly number[] | undefined;
  /** base64: all texts' int32 ids one after the other. float: one array a text. */
  readonly ids?: string | readonly (readonly number[])[] | undefined;
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
  readonly policy: {
    readonly network: boolean;
    readonly allowedHosts: readonly string[];
  };
  readonly limits: {
    readonly maxFrameBytes: number;
  };
}

/** Result of `initialize`. */
export interface PluginInitializeResult {
  readonly capabilities: PluginCapabilities;
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
  readonly model: {
    readonly id: string;
    /** Absolute path of the checkpoint in Hugging Face layout. */
    readonly dir: string;
    /** Verified by the server just before; paths relative to `dir`. */
    readonly files: readonly {
      readonly path: string;
      readonly sha256: string;
      readonly bytes: number;
    }[];
    readonly architecture: string;
    readonly hiddenSize: number;
    readonly vocabularySize: number;
    readonly maxTokens: number;
  };
  readonly dtype: string;
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
  readonly message: string;
}

/** Params of `backend/unload` and `backend/health`. */
export interface PluginModelParams {
  readonly modelId: string;
}

/** Nothing. */
export type PluginNothing = null;

/** Params of `$/progress`. */
export interface PluginProgressParams {
  readonly value: {
    readonly message: string;
  };
}
