import { z } from "zod";
import type {
  BackendListResult,
  BackendMeasurement,
  BackendMeasureParams,
  BackendSelectParams,
  IndexStatus,
  NoParams,
  ServerStatus,
} from "../types.ts";
import { indexTier } from "./search.ts";

const count = z.int().nonnegative();
const name = z.string().min(1);

export const noParams: z.ZodType<NoParams> = z
  .strictObject({})
  .meta({ id: "NoParams", description: "Params of methods that take none; they may be left out." });

export const indexStatus: z.ZodType<IndexStatus> = z
  .strictObject({
    state: z
      .enum(["idle", "paused", "scanning", "embedding", "failed"])
      .describe(
        "`paused`: nothing is read or embedded until `index/resume`; searches are answered all the same.",
      ),
    files: count.describe("Files that the index has."),
    chunks: count.describe("Pieces that they are cut into: what is embedded and found."),
    embedded: count.describe("Chunks whose vector is stored."),
    pending: count.describe("Chunks without a vector."),
    etaMs: z
      .number()
      .nonnegative()
      .optional()
      .describe("Milliseconds left at the present rate; absent when unknown or nothing is left."),
    bytes: count.describe("Size of the index on disk."),
    locations: z
      .array(z.string())
      .optional()
      .describe("Absolute paths of the folders that hold the index, one a workspace folder."),
    generation: count.describe("Grows with every change of the index."),
    vectorSpace: z.string().describe("Id of the space of its vectors."),
    tiers: z.array(indexTier).optional().describe("What a search stands on at present, the quickest first."),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .describe("Files left out because of an error, each with the reason."),
  })
  .meta({
    id: "IndexStatus",
    description:
      "Result of the methods of `index/`, params of `index/didChange`. Several workspace folders are added up.",
  });

export const backendMeasurement: z.ZodType<BackendMeasurement> = z
  .strictObject({
    model: z.string().describe("Name of the model."),
    dtype: z.string().describe("What the engine computed in."),
    device: z.string().describe("Where it computed."),
    texts: count.describe("How many of the model's golden probes were embedded."),
    idsEqual: z.boolean().describe("Whether every text has the reference's token ids."),
    largest: z.number().nonnegative().describe("1 - cosine of the worst text to the reference."),
    tolerance: z.number().nonnegative().describe("What is allowed in this numeric class."),
    tokensPerSecond: z.number().nonnegative().describe("Of the probes, on this machine."),
    measuredMs: z.number().nonnegative().describe("When, in milliseconds since 1970."),
  })
  .meta({
    id: "BackendMeasurement",
    description:
      "Result of `backend/measure`: how near an engine's vectors are to the reference, and how fast.",
  });

export const backendListResult: z.ZodType<BackendListResult> = z
  .strictObject({
    backends: z.array(
      z.strictObject({
        id: z.string(),
        description: z.string(),
        dtypes: z.array(z.string()).describe("What it computes in; the first is its default."),
        devices: z.array(z.string()).describe("Where it can compute; the first is its default."),
        state: z.enum(["active", "idle"]),
        lastError: z.string().optional().describe("Why it was refused when it was last chosen."),
        measured: backendMeasurement
          .optional()
          .describe("Its last measurement with the configured model on this machine, by whichever server."),
      }),
    ),
    active: z
      .strictObject({ id: z.string(), model: z.string(), device: z.string(), vectorSpace: z.string() })
      .optional()
      .describe("What serves; absent while the configuration is refused."),
  })
  .meta({ id: "BackendListResult", description: "Result of `backend/list` and `backend/select`." });

export const backendSelectParams: z.ZodType<BackendSelectParams> = z
  .strictObject({
    id: name.describe("As `backend/list` has it."),
    model: name.optional().describe("As the configuration names one. Default: the one that is configured."),
    dtype: name.optional().describe("One of the engine's `dtypes`. Default: its first."),
    device: name.optional().describe("One of the engine's `devices`. Default: its first."),
  })
  .meta({
    id: "BackendSelectParams",
    description:
      "Params of `backend/select`. The choice holds until the server ends; the configuration on disk is not changed.",
  });

export const backendMeasureParams: z.ZodType<BackendMeasureParams> = z
  .strictObject({
    id: name.describe("As `backend/list` has it."),
    dtype: name.optional().describe("One of the engine's `dtypes`. Default: its first."),
    device: name.optional().describe("One of the engine's `devices`. Default: its first."),
  })
  .meta({
    id: "BackendMeasureParams",
    description: "Params of `backend/measure`. What serves goes on serving.",
  });

export const serverStatus: z.ZodType<ServerStatus> = z
  .strictObject({
    health: z
      .enum(["ok", "warning", "error"])
      .describe("`warning`: it serves, but not as configured, or not all. `error`: it does not serve."),
    quiescent: z.boolean().describe("True when no work is under way."),
    message: z.string().describe("One sentence for the status bar's tooltip."),
    model: z.string().optional().describe("Name of the model that loads or answers."),
    backend: z.string().optional().describe("The engine and where it computes, for people."),
  })
  .meta({ id: "ServerStatus", description: "Params of `experimental/serverStatus`." });
