import { z } from "zod";

/** How ids and values travel: one little-endian block in base64, or JSON numbers. Both carry the same bits. */
export type PluginEncoding = "base64" | "float";

/** Params of `initialize`. */
export interface PluginInitializeParams {
  readonly protocolVersion: string;
  /** The server's process. */
  readonly processId: number;
  /** `backendOptions.options`, as the user wrote them. The plugin refuses a key that it does not know with -32602. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Folder for files that the plugin derives; it may not exist yet. */
  readonly cacheDir: string;
  readonly policy: { readonly network: boolean; readonly allowedHosts: readonly string[] };
  readonly limits: { readonly maxFrameBytes: number };
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

export interface PluginInitializeResult {
  readonly capabilities: PluginCapabilities;
  readonly pluginInfo: { readonly name: string; readonly version?: string | undefined };
}

const positive: z.ZodInt = z.int().positive();

export const pluginInitializeResult: z.ZodType<PluginInitializeResult> = z.object({
  capabilities: z
    .object({
      input: z.enum(["tokens", "text"]),
      output: z.enum(["states", "pooled", "vectors"]),
      encodings: z.array(z.enum(["base64", "float"])).min(1),
      maxBatch: positive.optional(),
      maxBatchTokens: positive.optional(),
      concurrency: positive.max(64).optional(),
      dtype: z.string().min(1).max(64),
      device: z.string().min(1).max(64),
      numeric: z.string().min(1).max(64),
    })
    .refine(({ input, output }) => input === "tokens" || output !== "states", {
      path: ["output"],
      message: "text gives no states, for its tokens are the plugin's own",
    }),
  pluginInfo: z.object({ name: z.string().min(1).max(256), version: z.string().max(64).optional() }),
});

/** Params of `backend/load`. What the checkpoint says of itself lets the plugin find that it would run another one. */
export interface PluginLoadParams {
  readonly model: {
    readonly id: string;
    /** Absolute path of the checkpoint in Hugging Face layout. */
    readonly dir: string;
    /** Verified by the server just before; paths relative to `dir`. */
    readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
    readonly architecture: string;
    readonly hiddenSize: number;
    readonly vocabularySize: number;
    readonly maxTokens: number;
  };
  readonly dtype: string;
  readonly threads?: number | undefined;
}

export interface PluginLoadResult {
  /** What `backend/embed` names the model by. */
  readonly modelId: string;
  /** Width of a row of the output. */
  readonly dimensions: number;
  /** The most tokens of one text. */
  readonly maxTokens: number;
}

export const pluginLoadResult: z.ZodType<PluginLoadResult> = z.object({
  modelId: z.string().min(1),
  dimensions: positive,
  maxTokens: positive,
});

/** Params of `backend/embed`: `ids` with `lengths` for the input `tokens`, `texts` for the input `text`. */
export interface PluginEmbedParams {
  readonly modelId: string;
  readonly encoding: PluginEncoding;
  /** Tokens of each text. No padding crosses the wire, and segment ids are 0. */
  readonly lengths?: readonly number[];
  /** base64: all texts' int32 ids one after the other. float: one array a text. */
  readonly ids?: string | readonly (readonly number[])[];
  readonly texts?: readonly string[];
}

export interface PluginEmbedResult {
  /** Texts. */
  readonly count: number;
  /** `[tokens of all texts, width]` for states, otherwise `[texts, width]`. */
  readonly shape: readonly [number, number];
  /** base64: float32, row-major. float: one array a row. */
  readonly data: string | readonly (readonly (number | null)[])[];
}

export const pluginEmbedResult: z.ZodType<PluginEmbedResult> = z.object({
  count: z.int().nonnegative(),
  shape: z.tuple([z.int().nonnegative(), positive]),
  // JSON has no NaN: many writers make it null. The reader names it, a schema would only say that it is no number.
  data: z.union([z.string(), z.array(z.array(z.number().nullable()))]),
});
