import { z } from "zod";
import type {
  PluginCancelParams,
  PluginCapabilities,
  PluginEmbedParams,
  PluginEmbedResult,
  PluginEncoding,
  PluginHealthResult,
  PluginInitializeParams,
  PluginInitializeResult,
  PluginLoadParams,
  PluginLoadResult,
  PluginLogParams,
  PluginModelParams,
  PluginNothing,
  PluginProgressParams,
} from "../plugin-types.ts";

// Keys that a later version adds must not break an older plugin or server: unknown ones are passed over.
const positive = z.int().positive();
const shortName = z.string().min(1).max(64);

export const pluginEncoding: z.ZodType<PluginEncoding> = z.enum(["base64", "float"]).meta({
  id: "PluginEncoding",
  description:
    "How ids and values travel: one little-endian block in base64, or JSON numbers. Both carry the same bits.",
});

export const pluginInitializeParams: z.ZodType<PluginInitializeParams> = z
  .looseObject({
    protocolVersion: z.string().describe("Of this protocol, `major.minor`."),
    processId: z.int().describe("The server's process."),
    options: z
      .record(z.string(), z.unknown())
      .describe(
        "`backendOptions.options`, as the user wrote them. The plugin refuses a key that it does not know with -32602.",
      ),
    cacheDir: z.string().describe("Folder for files that the plugin derives; it may not exist yet."),
    policy: z
      .looseObject({
        network: z.boolean().describe("Whether the plugin may connect to other machines."),
        allowedHosts: z.array(z.string()).describe("To which."),
      })
      .describe("What the user allows; it is for the plugin to keep."),
    limits: z
      .looseObject({ maxFrameBytes: positive.describe("The longest body that the server reads.") })
      .describe("What the server keeps to."),
  })
  .meta({ id: "PluginInitializeParams", description: "Params of `initialize`." });

export const pluginCapabilities: z.ZodType<PluginCapabilities> = z
  .looseObject({
    input: z
      .enum(["tokens", "text"])
      .describe(
        "What `backend/embed` gives: token ids, or the texts where the plugin can only tokenize itself.",
      ),
    output: z
      .enum(["states", "pooled", "vectors"])
      .describe(
        "`states`: the last hidden state of every token, which the server pools; it needs the input `tokens`. `pooled`: a row a text after the model's pooling. `vectors`: after all of its steps.",
      ),
    encodings: z.array(pluginEncoding).min(1).describe("The first one is used."),
    maxBatch: positive.optional().describe("The most texts of one `backend/embed`."),
    maxBatchTokens: positive
      .optional()
      .describe("Tokens of a batch that the plugin is fastest with. A single longer text comes alone."),
    concurrency: positive.max(64).optional().describe("Requests that are worth making at once. Default 1."),
    dtype: shortName.describe("What it computes in, for people: `fp32`, `q8_0`."),
    device: shortName.describe("Where it computes, for people: `cpu`."),
    numeric: shortName.describe(
      "`exact` for fp32 and fp16, which agree to 2e-5 in cosine, otherwise the quantisation (`int8`, `q8_0`). It is part of the vector space.",
    ),
  })
  .refine(({ input, output }) => input === "tokens" || output !== "states", {
    path: ["output"],
    message: "text gives no states, for its tokens are the plugin's own",
  })
  .meta({
    id: "PluginCapabilities",
    description: "What a plugin can do. A key that is absent means unsupported.",
  });

export const pluginInitializeResult: z.ZodType<PluginInitializeResult> = z
  .looseObject({
    capabilities: pluginCapabilities.describe("What it can do."),
    pluginInfo: z
      .looseObject({ name: z.string().min(1).max(256), version: z.string().max(64).optional() })
      .describe("For people."),
  })
  .meta({ id: "PluginInitializeResult", description: "Result of `initialize`." });

export const pluginLoadParams: z.ZodType<PluginLoadParams> = z
  .looseObject({
    model: z
      .looseObject({
        id: z.string().describe("The model's name, for people."),
        dir: z.string().describe("Absolute path of the checkpoint in Hugging Face layout."),
        files: z
          .array(z.looseObject({ path: z.string(), sha256: z.string(), bytes: z.int().nonnegative() }))
          .describe("Verified by the server just before; paths relative to `dir`."),
        architecture: z.string().describe("`model_type` of config.json."),
        hiddenSize: positive.describe("Width of a token's state."),
        vocabularySize: positive.describe("Ids are below it."),
        maxTokens: positive.describe("The most tokens of one text."),
      })
      .describe("The checkpoint."),
    dtype: z
      .string()
      .describe("What the configuration asks for; the numeric class that the index is for follows from it."),
    threads: positive.optional().describe("Threads of one pass. Default: the plugin's own choice."),
  })
  .meta({
    id: "PluginLoadParams",
    description:
      "Params of `backend/load`. What the checkpoint says of itself lets the plugin find that it would run another one.",
  });

export const pluginLoadResult: z.ZodType<PluginLoadResult> = z
  .looseObject({
    modelId: z.string().min(1).describe("What `backend/embed` names the model by."),
    dimensions: positive.describe("Width of a row of the output."),
    maxTokens: positive.describe("The most tokens of one text."),
  })
  .meta({ id: "PluginLoadResult", description: "Result of `backend/load`." });

export const pluginEmbedParams: z.ZodType<PluginEmbedParams> = z
  .looseObject({
    modelId: z.string().describe("As `backend/load` gave it."),
    encoding: pluginEncoding.describe(
      "That of `ids` and of the result's `data`: one that the plugin announces.",
    ),
    lengths: z
      .array(positive)
      .optional()
      .describe("Tokens of each text. No padding crosses the wire, and segment ids are 0."),
    ids: z
      .union([z.string(), z.array(z.array(z.int()))])
      .optional()
      .describe("base64: all texts' int32 ids one after the other. float: one array a text."),
    texts: z.array(z.string()).optional().describe("With prompts, as the model reads them."),
  })
  .meta({
    id: "PluginEmbedParams",
    description:
      "Params of `backend/embed`: `ids` with `lengths` for the input `tokens`, `texts` for the input `text`.",
  });

export const pluginEmbedResult: z.ZodType<PluginEmbedResult> = z
  .looseObject({
    count: z.int().nonnegative().describe("Texts."),
    shape: z
      .tuple([z.int().nonnegative(), positive])
      .describe("`[tokens of all texts, width]` for states, otherwise `[texts, width]`."),
    // JSON has no NaN: many writers make it null. The reader names it, a schema would only say that it is no number.
    data: z
      .union([z.string(), z.array(z.array(z.number().nullable()))])
      .describe("base64: float32, row-major. float: one array a row."),
  })
  .meta({ id: "PluginEmbedResult", description: "Result of `backend/embed`." });

export const pluginModelParams: z.ZodType<PluginModelParams> = z
  .looseObject({ modelId: z.string().describe("As `backend/load` gave it.") })
  .meta({ id: "PluginModelParams", description: "Params of `backend/unload` and `backend/health`." });

export const pluginNothing: z.ZodType<PluginNothing> = z
  .null()
  .meta({ id: "PluginNothing", description: "Nothing." });

export const pluginHealthResult: z.ZodType<PluginHealthResult> = z.unknown().meta({
  id: "PluginHealthResult",
  description: "Anything: that it comes is what counts.",
});

export const pluginCancelParams: z.ZodType<PluginCancelParams> = z
  .looseObject({ id: z.int().describe("Of the request.") })
  .meta({ id: "PluginCancelParams", description: "Params of `$/cancelRequest`." });

export const pluginProgressParams: z.ZodType<PluginProgressParams> = z
  .looseObject({ value: z.looseObject({ message: z.string() }).describe("One line on what takes long.") })
  .meta({ id: "PluginProgressParams", description: "Params of `$/progress`." });

export const pluginLogParams: z.ZodType<PluginLogParams> = z
  .looseObject({ message: z.string().describe("One line for the server's log.") })
  .meta({ id: "PluginLogParams", description: "Params of `window/logMessage`." });
