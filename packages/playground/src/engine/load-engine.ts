import {
  assertProbesPassed,
  createEmbedder,
  createTokenizer,
  IsovecError,
  type ProbeReport,
  probesIn,
  runProbes,
  type TextEmbedder,
  type TokenBackend,
} from "@isovec/core/browser";
import { type FetchedModel, fetchModel } from "../model/fetch-model.ts";
import type { OnBytes } from "../model/fetch-verified.ts";
import { describeDevice } from "./describe-device.ts";
import type { EngineId } from "./engine-id.ts";

/** What the page shows of an engine that passed. */
export interface EngineReport {
  readonly engine: EngineId;
  /** The adapter's or the processor's name. */
  readonly description: string;
  readonly dtype: string;
  readonly model: string;
  /** Id of the vector space: vectors of two spaces never meet. */
  readonly space: string;
  readonly dimensions: number;
  readonly probes: ProbeReport;
  /** Of the probes, alone and in a batch. */
  readonly tokensPerSecond: number;
}

export interface LoadedEngine {
  readonly embedder: TextEmbedder;
  readonly report: EngineReport;
}

/** What is being done; with a number where it can be told how much of it is. */
export interface LoadProgress {
  readonly message: string;
  /** 0 to 1. */
  readonly done?: number;
}

/** The libraries of an engine are fetched with it, and not by the worker of another. */
async function loadBackend(engine: EngineId, model: FetchedModel, onBytes: OnBytes): Promise<TokenBackend> {
  if (engine === "static") {
    const { loadStatic } = await import("./load-static.ts");
    return loadStatic(model, onBytes);
  }
  const { loadTransformer } = await import("./load-transformer.ts");
  return loadTransformer(engine, model, onBytes);
}

/**
 * Fetches a model, loads it into one engine and holds it against the golden probes.
 * @param models address of the folder of models, with a slash at the end
 * @throws IsovecError `BackendUnavailable`, `ModelNotFound`, `ModelCorrupt`, `ProbeFailed`
 */
export async function loadEngine(
  engine: EngineId,
  models: URL,
  onProgress: (progress: LoadProgress) => void,
): Promise<LoadedEngine> {
  const description = await describeDevice(engine);
  onProgress({ message: "Fetching the model" });
  const model = await fetchModel(new URL(engine === "static" ? "static/" : "transformer/", models));
  const { card } = model;
  const probes = await probesIn(card, model.files);
  if (probes === undefined) {
    throw new IsovecError("ModelNotFound", `${model.folder.href} has no probes.json.`, {
      remedy: "Build the page again with `npm run playground`.",
    });
  }
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  const backend = await loadBackend(engine, model, (bytes, total) =>
    onProgress(
      bytes < total
        ? { message: `Fetching ${megabytes(bytes)} of ${megabytes(total)} MB`, done: bytes / total }
        : { message: "Starting the engine" },
    ),
  );
  const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
  onProgress({ message: "Holding its vectors against the reference" });
  // The first pass compiles shaders; it is not part of the speed.
  await embedder.embed(["warm"], { role: "query" });
  const started = performance.now();
  const report = await runProbes(embedder, probes);
  const seconds = (performance.now() - started) / 1000;
  assertProbesPassed(embedder, report);
  const tokens = probes.probes.reduce((sum, { ids }) => sum + 2 * ids.length, 0);
  return {
    embedder,
    report: {
      engine,
      description,
      dtype: backend.capabilities.dtype,
      model: card.name,
      space: embedder.vectorSpace.id,
      dimensions: card.dimensions,
      probes: report,
      tokensPerSecond: tokens / seconds,
    },
  };
}
