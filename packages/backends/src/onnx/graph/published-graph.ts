import { containedFile, IsovecError, isGraph, type ModelCard, sha256OfWeights } from "@isovec/core";

/** Where publishers put a graph beside a checkpoint. */
export const publishedPath = "onnx/model.onnx";

/** What backendOptions may say to the engines that run ONNX graphs. */
export interface GraphChoice {
  /** Path of a published graph, relative to the model's folder; run as it is in place of a converted one. */
  readonly graph?: string | undefined;
}

/** The converter is imported when a model is loaded, not when engines are listed. */
async function isConvertible({ architecture }: ModelCard): Promise<boolean> {
  const { knownArchitectures } = await import("../../convert/architectures/architecture-of.ts");
  return knownArchitectures.has(architecture);
}

/** @throws IsovecError `ConfigurationInvalid` that names the option */
export function parseGraphChoice(
  id: string,
  options: Readonly<Record<string, unknown>> | undefined,
): GraphChoice {
  for (const [key, value] of Object.entries(options ?? {})) {
    if (key !== "graph") {
      throw new IsovecError(
        "ConfigurationInvalid",
        `backendOptions: ${id} has no option ${JSON.stringify(key)}.`,
        {
          remedy: `${id} knows one option, graph: path of an ONNX file in the model's folder.`,
        },
      );
    }
    if (typeof value !== "string" || !value.endsWith(".onnx")) {
      throw new IsovecError("ConfigurationInvalid", `backendOptions.graph is ${JSON.stringify(value)}.`, {
        remedy: `Name an ONNX file by its path in the model's folder, such as ${publishedPath}.`,
      });
    }
    return { graph: value };
  }
  return {};
}

/**
 * The graph that is run as it was published: the one configured, that of a folder without a checkpoint, or `onnx/model.onnx`
 * of an architecture that cannot be converted.
 * @returns absolute path; undefined when the checkpoint is to be converted
 * @throws IsovecError `ModelNotFound`, `ModelCorrupt` for a path that leads out of the folder
 */
export async function publishedGraph(card: ModelCard, { graph }: GraphChoice): Promise<string | undefined> {
  if (graph !== undefined) {
    const file = await containedFile(card.directory, graph);
    if (file !== undefined) return file;
    throw new IsovecError("ModelNotFound", `backendOptions.graph: ${card.directory} has no ${graph}.`, {
      remedy: "Name an ONNX file by its path in the model's folder.",
    });
  }
  if (isGraph(card.weightsFile)) return card.weightsFile;
  return (await isConvertible(card)) ? undefined : containedFile(card.directory, publishedPath);
}

/**
 * The model that a published graph is. When the checkpoint beside it can be converted, the graph is held against that
 * one's vectors and is the same model; otherwise nothing vouches for it, and it is a model of its own.
 */
export async function modelOfGraph(card: ModelCard, choice: GraphChoice): Promise<ModelCard> {
  const graph = await publishedGraph(card, choice);
  const provable = (await isConvertible(card)) && !isGraph(card.weightsFile);
  if (graph === undefined || provable || graph === card.weightsFile) return card;
  const sha256 = await sha256OfWeights(graph);
  return { ...card, weightsFile: graph, weightsSha256: sha256, weightsFingerprint: sha256 };
}
