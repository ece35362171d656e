import { adapterConfigFile, adapterWeightsFile, IsovecError } from "@isovec/core";
import { z } from "zod";
import { isPickle } from "./model-path.ts";

/** The metadata at the top of a checkpoint that a vector depends on. */
const metadata: readonly string[] = [
  "config.json",
  "modules.json",
  "sentence_bert_config.json",
  "config_sentence_transformers.json",
  "special_tokens_map.json",
  "tokenizer.json",
  "tokenizer_config.json",
];

const modulesFile = "modules.json";
const indexFile = "model.safetensors.index.json";
export const weightsFile = "model.safetensors";
export const onnxFile = "onnx/model.onnx";
/** Weights outside of the graph, as PyTorch's exporter and optimum name them. */
const onnxData: readonly string[] = ["onnx/model.onnx_data", "onnx/model.onnx.data"];

/** What a hub or a folder has. */
export interface FoundFiles {
  /** The model, for people. */
  readonly source: string;
  /** Relative to the model's folder, forward slashes. */
  readonly paths: ReadonlySet<string>;
}

function missing(source: string, what: string, remedy: string): IsovecError {
  return new IsovecError("ModelNotFound", `${source} has no ${what}.`, { remedy });
}

function onlyPickle(source: string, pickle: string, otherwise = "", wanted = weightsFile): IsovecError {
  return new IsovecError(
    "ModelNotFound",
    `${source} has its weights as ${pickle} only, which could run code when it is loaded and is never taken.`,
    {
      remedy: `Name a revision that has ${wanted} (on hubs often refs/pr/…), or another model.${otherwise}`,
    },
  );
}

function assertWeights({ source, paths }: FoundFiles, onnx: boolean): void {
  if (paths.has(weightsFile) || paths.has(indexFile) || onnx) return;
  const graph = paths.has(onnxFile) ? ` It has an ${onnxFile}: take that with --onnx.` : "";
  const pickle = [...paths].sort().find((path) => isPickle(path) && !path.includes("/"));
  if (pickle !== undefined) throw onlyPickle(source, pickle, graph);
  throw missing(source, weightsFile, `Name a model with weights as safetensors.${graph}`);
}

/** Whether it is an adapter without a checkpoint beside it: the base has the rest. */
function isAdapter({ paths }: FoundFiles): boolean {
  return paths.has(adapterConfigFile) && !paths.has(weightsFile) && !paths.has(indexFile);
}

function firstFilesOfAdapter({ source, paths }: FoundFiles): string[] {
  if (!paths.has(adapterWeightsFile)) {
    const pickle = [...paths].find((path) => path.startsWith("adapter_model.") && isPickle(path));
    if (pickle !== undefined) throw onlyPickle(source, pickle, "", adapterWeightsFile);
    throw missing(source, adapterWeightsFile, "Name an adapter with weights as safetensors.");
  }
  return [adapterConfigFile, ...metadata].filter((path) => paths.has(path));
}

/**
 * The metadata: what can be named before any file is read.
 * @throws IsovecError `ModelNotFound` that says what is missing, and why a pickle does not take its place
 */
export function firstFiles(found: FoundFiles, onnx: boolean): string[] {
  const { source, paths } = found;
  if (isAdapter(found)) return firstFilesOfAdapter(found);
  if (!paths.has("config.json")) throw missing(source, "config.json", "Name a model that embeds texts.");
  if (!paths.has("tokenizer.json")) {
    const remedy = "Name a revision that has one: transformers writes it when it saves a fast tokenizer.";
    throw missing(source, "tokenizer.json", remedy);
  }
  if (onnx && !paths.has(onnxFile)) {
    throw missing(source, onnxFile, "Leave --onnx out: Isovec makes the graph from the weights.");
  }
  assertWeights(found, onnx);
  return [...metadata, ...(paths.has(weightsFile) ? [] : [indexFile])].filter((path) => paths.has(path));
}

const modulesSchema = z.array(z.object({ path: z.string() }));
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

function parse<T>(source: string, file: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new IsovecError("ModelCorrupt", `${file} of ${source} is not what it should be.`, {
      remedy: "Name another revision.",
      cause: error,
    });
  }
}

/** @throws IsovecError `ModelNotFound` for a module whose weights are a pickle only */
function moduleFiles({ source, paths }: FoundFiles, folder: string): string[] {
  const own = ["config.json", weightsFile]
    .map((name) => `${folder}/${name}`)
    .filter((path) => paths.has(path));
  const pickle = [...paths].find((path) => path.startsWith(`${folder}/`) && isPickle(path));
  if (pickle !== undefined && !own.includes(`${folder}/${weightsFile}`)) throw onlyPickle(source, pickle);
  return own;
}

/** @throws IsovecError `ModelNotFound` for a part that the index names and nobody has */
function shardFiles({ source, paths }: FoundFiles, index: string): string[] {
  const shards = new Set(Object.values(parse(source, indexFile, index, indexSchema).weight_map));
  const absent = [...shards].find((shard) => !paths.has(shard) || !shard.endsWith(".safetensors"));
  if (absent !== undefined) throw missing(source, absent, `${indexFile} names it; name another revision.`);
  return [...shards].sort();
}

/**
 * The files that the metadata name: the modules' folders (`1_Pooling`, `2_Dense`), the weights or their parts, the graph.
 * @param readText reads one of the first files
 * @throws IsovecError `ModelNotFound` and `ModelCorrupt`
 */
export async function restOfFiles(
  found: FoundFiles,
  onnx: boolean,
  readText: (path: string) => Promise<string>,
): Promise<string[]> {
  const { source, paths } = found;
  const modules = paths.has(modulesFile)
    ? parse(source, modulesFile, await readText(modulesFile), modulesSchema)
    : [];
  const folders = new Set(modules.map(({ path }) => path).filter((path) => path !== "" && path !== "."));
  const files = [...folders].flatMap((folder) => moduleFiles(found, folder));
  if (isAdapter(found)) files.push(adapterWeightsFile);
  if (paths.has(weightsFile)) files.push(weightsFile);
  else if (paths.has(indexFile)) files.push(...shardFiles(found, await readText(indexFile)));
  if (onnx) files.push(...[onnxFile, ...onnxData].filter((path) => paths.has(path)));
  return files;
}
