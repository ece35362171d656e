import {
  assertNoOptions,
  type BackendLoadOptions,
  type BackendProvider,
  IsovecError,
  type ModelCard,
  readModel,
  SafetensorsFile,
  type TokenBackend,
} from "@isovec/core";
import { StaticBackend } from "./static-backend.ts";
import { type TokenTable, tableTensors } from "./token-table.ts";

/** @throws IsovecError `ModelCorrupt` when the table does not have the shape that config.json states. */
async function readTable({ weightsFile, vocabularySize, hiddenSize }: ModelCard): Promise<TokenTable> {
  const weights = await SafetensorsFile.open(weightsFile);
  try {
    const { dtype, shape } = weights.entry(tableTensors.values);
    const scales = await weights.readFloats(tableTensors.scales);
    if (
      dtype !== "I8" ||
      shape.join() !== `${vocabularySize},${hiddenSize}` ||
      scales.length !== vocabularySize
    ) {
      throw new IsovecError(
        "ModelCorrupt",
        `${weightsFile} holds a table of [${shape}] ${dtype} with ${scales.length} scales, where config.json says [${vocabularySize},${hiddenSize}] I8.`,
        { remedy: "Distil the model again." },
      );
    }
    const bytes = await weights.readBytes(tableTensors.values);
    return { values: new Int8Array(bytes.buffer), scales, dimensions: hiddenSize };
  } finally {
    await weights.close();
  }
}

async function modelFor(card: ModelCard, options: BackendLoadOptions): Promise<ModelCard> {
  if (card.architecture === "static") return card;
  const { cachedDistillation } = await import("../distill/cached-distillation.ts");
  return readModel(await cachedDistillation(card, options));
}

async function load(card: ModelCard, options: BackendLoadOptions): Promise<TokenBackend> {
  assertNoOptions("static", options.options);
  return new StaticBackend(await readTable(await modelFor(card, options)));
}

/**
 * One vector a token, distilled from a checkpoint: another vector space, hundreds of times faster. A checkpoint that is
 * no table is distilled when it is first asked for.
 */
export const provider: BackendProvider = {
  id: "static",
  description: "A table of token vectors distilled from a model: a space of its own, no native code",
  dtypes: [{ name: "int8", numeric: "exact" }],
  devices: ["cpu"],
  modelFor,
  load,
};
