import {
  assertNoOptions,
  type BackendLoadOptions,
  type BackendProvider,
  type ModelCard,
  readModel,
  SafetensorsFile,
  type TokenBackend,
} from "@isovec/core";
import { tokenTableOf } from "./read-token-table.ts";
import { StaticBackend } from "./static-backend.ts";
import { type TokenTable, tableTensors } from "./token-table.ts";

/** @throws IsovecError `ModelNotFound`, `ModelCorrupt` */
async function readTable(card: ModelCard): Promise<TokenTable> {
  const weights = await SafetensorsFile.open(card.weightsFile);
  const stored = async (name: string) => ({
    ...weights.entry(name),
    content: await weights.readBytes(name),
  });
  try {
    return tokenTableOf(
      card.weightsFile,
      { values: await stored(tableTensors.values), scales: await stored(tableTensors.scales) },
      card,
    );
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
