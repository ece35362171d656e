import { z } from "zod";

/** Everything that can be configured. `docs/configuration.md` explains each key. */
export interface Configuration {
  /** Name of a bundled model, the path of a model folder, or a model that was pulled: `org/name[@revision]`. */
  readonly model: string;
  /** Id of the engine. */
  readonly backend: string;
  /**
   * A static model, named as `model` is: its vectors cover a workspace within seconds and answer until the model's are
   * there. `none` leaves that tier out. Default: the bundled one.
   */
  readonly staticModel?: string | undefined;
  /** What the engine computes in, one of its own names. Default: its first. */
  readonly dtype?: string | undefined;
  /** Where the engine computes, one of its own names. Default: its first. */
  readonly device?: string | undefined;
  /** What only the chosen engine understands: the address of a server, the name of a plugin. */
  readonly backendOptions?: Readonly<Record<string, unknown>> | undefined;
  /** Threads of one forward pass. Default: the engine's own choice. */
  readonly threads?: number | undefined;
  /** Folder for models that were pulled and files derived from checkpoints. Default: the user's cache folder. */
  readonly cacheDirectory?: string | undefined;
  /** Folder for indexes. Default: inside the user's cache folder. */
  readonly stateDirectory?: string | undefined;
  /**
   * Megabytes that the index of a folder may hold before vectors of other models and other branches are dropped early.
   * Default 4096.
   */
  readonly indexMegabytes?: number | undefined;
  /** A server through which a team shares vectors. */
  readonly store?: StoreConfiguration | undefined;
  /** A server that puts the best hits of a search in order once more. */
  readonly reranker?: RerankerConfiguration | undefined;
  /** Address of the hub, or of a mirror, that `isovec pull` asks. Default: HF_ENDPOINT, then huggingface.co. */
  readonly hubUrl?: string | undefined;
  /** Address of the proxy on the way to the hub. Default: HTTPS_PROXY and NO_PROXY. */
  readonly hubProxy?: string | undefined;
  /** What the server's log keeps. Default `info`, which never holds text of files. */
  readonly logLevel?: LogLevel | undefined;
}

/** Where the vectors of a space lie beside, or in place of, the index's own database. */
export interface StoreConfiguration {
  /** `postgres://user:password@host:port/database`. Default: ISOVEC_STORE_URL. */
  readonly url?: string | undefined;
  /** Address of a read replica of it, which questions go to. */
  readonly replicaUrl?: string | undefined;
  /**
   * `local`: vectors are copied to this machine, and all of them are compared here. `remote`: they stay there, and
   * questions go there. Default `local`.
   */
  readonly vectors?: (typeof vectorPlaces)[number] | undefined;
  /** What the folder is called there. Default: the address of its repository's remote `origin`. */
  readonly workspace?: string | undefined;
}

/** A server that tells how well texts answer a question: the question and the best hits' texts are sent there. */
export interface RerankerConfiguration {
  /** Address under which `/rerank` lies: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** `tei` for text-embeddings-inference; `cohere` for Cohere, Jina, vLLM and llama.cpp's server. Default `tei`. */
  readonly api?: (typeof rerankApis)[number] | undefined;
  /** What the server calls the model, where it has several. */
  readonly model?: string | undefined;
  /** Environment variable that holds its key. */
  readonly keyVariable?: string | undefined;
  /** Hits that are put in order once more, 1 to 200. Default 30. */
  readonly hits?: number | undefined;
  /** What a search waits for it, in milliseconds. Default 2000. */
  readonly timeoutMs?: number | undefined;
}

export const rerankApis = ["tei", "cohere"] as const;

export const vectorPlaces = ["local", "remote"] as const;

/** The least that the server's log keeps; what is named first is kept always. */
export const logLevels = ["error", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What one source of configuration (a file, the command line, an editor) sets. */
export type PartialConfiguration = { readonly [Key in keyof Configuration]?: Configuration[Key] | undefined };

export const defaultConfiguration: Configuration = { model: "all-MiniLM-L6-v2-code", backend: "onnx" };

/** A server elsewhere has models of a hub, and no adapter of ours. */
const servedModel = "all-MiniLM-L6-v2";

/** What holds where nothing is chosen but, perhaps, the engine. */
export function defaultsFor(backend: string | undefined): Configuration {
  return backend === "http" ? { model: servedModel, backend } : defaultConfiguration;
}

/**
 * Keys that a workspace may not set: whoever opens a folder must not write where or what the folder says, nor connect
 * to hosts or start programs that it names.
 */
export const userOnlyKeys: ReadonlySet<string> = new Set([
  "backendOptions",
  "cacheDirectory",
  "stateDirectory",
  "store",
  "reranker",
  "hubUrl",
  "hubProxy",
  "logLevel",
]);

/**
 * Keys that only the user's own files may set: an editor's settings may come from the folder that it has opened, and go
 * to other machines; these hold a password, or name a host that code is sent to.
 */
export const ownFileKeys: ReadonlySet<string> = new Set(["store", "reranker"]);

/** Each description is Markdown, and is shown beside the key in editors. */
export const configurationSchema: z.ZodType<PartialConfiguration> = z.strictObject({
  model: z.string().min(1).optional().meta({
    default: defaultConfiguration.model,
    description:
      "Name of a bundled model, path of a folder in Hugging Face layout, or a model that was pulled: `org/name[@revision]`. Default for the backend `http`: `all-MiniLM-L6-v2`.",
  }),
  backend: z
    .string()
    .min(1)
    .optional()
    .meta({ default: defaultConfiguration.backend, description: "The engine that computes the vectors." }),
  staticModel: z.string().min(1).optional().meta({
    description:
      "A static model, named as `model` is, whose vectors cover a workspace within seconds and answer until the model's are there. `none` for without. Default: the bundled one.",
  }),
  dtype: z.string().min(1).optional().meta({
    description: "What the engine computes in, one of its own names. Default: its first.",
  }),
  device: z.string().min(1).optional().meta({
    description: "Where the engine computes, one of its own names. Default: its first.",
  }),
  backendOptions: z.record(z.string(), z.unknown()).optional().meta({
    description:
      "What only the chosen engine understands: the address of a server, the name of a plugin, the `graph` of a model.",
  }),
  threads: z.int().min(1).max(1024).optional().meta({
    description: "Threads of one forward pass. Default: one for each physical core that may be used.",
  }),
  cacheDirectory: z.string().min(1).optional().meta({
    description:
      "Folder for models that were pulled and files derived from checkpoints. Default: the user's cache folder.",
  }),
  stateDirectory: z.string().min(1).optional().meta({
    description: "Folder under which indexes lie, one folder each. Default: inside the user's cache folder.",
  }),
  indexMegabytes: z.int().min(1).optional().meta({
    default: 4096,
    description:
      "Megabytes that the index of a folder may hold before vectors of other models and other branches are dropped early.",
  }),
  store: z
    .strictObject({
      url: z.string().min(1).optional().meta({
        description: "`postgres://user:password@host:port/database?sslmode=…`. Default: `ISOVEC_STORE_URL`.",
      }),
      replicaUrl: z.string().min(1).optional().meta({
        description: "Address of a read replica, which questions go to.",
      }),
      vectors: z.enum(vectorPlaces).optional().meta({
        default: "local",
        description:
          "`local`: vectors are copied to this machine and compared here. `remote`: they stay there, and questions go there.",
      }),
      workspace: z.string().min(1).optional().meta({
        description:
          "What the folder is called there. Default: the address of its repository's remote `origin`.",
      }),
    })
    .optional()
    .meta({ description: "A PostgreSQL server with pgvector through which a team shares vectors." }),
  reranker: z
    .strictObject({
      url: z.string().min(1).meta({ description: "Address under which `/rerank` lies." }),
      api: z.enum(rerankApis).optional().meta({
        default: "tei",
        description: "`tei`, or `cohere` for Cohere, Jina, vLLM and llama.cpp's server.",
      }),
      model: z.string().min(1).max(512).optional().meta({ description: "What the server calls the model." }),
      keyVariable: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable")
        .optional()
        .meta({ description: "Environment variable that holds its key." }),
      hits: z.int().min(1).max(200).optional().meta({
        default: 30,
        description: "Hits that are put in order once more.",
      }),
      timeoutMs: z.int().min(1).max(60_000).optional().meta({
        default: 2000,
        description: "What a search waits for it, in milliseconds.",
      }),
    })
    .optional()
    .meta({
      description:
        "A server that puts the best hits of a search in order once more: the question and their texts are sent there.",
    }),
  hubUrl: z.string().min(1).optional().meta({
    description:
      "Address of the hub, or of a mirror, that `isovec pull` asks. Default: `HF_ENDPOINT`, then huggingface.co.",
  }),
  hubProxy: z.string().min(1).optional().meta({
    description: "Address of the proxy on the way to the hub. Default: `HTTPS_PROXY` and `NO_PROXY`.",
  }),
  logLevel: z.enum(logLevels).optional().meta({
    default: "info",
    description: "What the server's log keeps. Text of files and of questions is in it at `debug` only.",
  }),
});

export const configurationKeys: readonly string[] = [
  "model",
  "backend",
  "staticModel",
  "dtype",
  "device",
  "backendOptions",
  "threads",
  "cacheDirectory",
  "stateDirectory",
  "indexMegabytes",
  "store",
  "reranker",
  "hubUrl",
  "hubProxy",
  "logLevel",
];
