import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBackend } from "@isovec/backends";
import {
  type BackendSubject,
  createTokenizer,
  type ModelCard,
  makeProbes,
  type ProbeSet,
  readModel,
} from "@isovec/core";
import { tinyConfig, writeRandomBert } from "./random-bert.ts";
import { bundledModel } from "./subject.ts";

/** Fits the longest texts of the contract's checks into a second of a software adapter. */
const maxTokens = 48;

/** A random BERT of 24 components with the bundled model's tokenizer, for engines that are slow where tests run. */
export async function writeSmallModel(directory: string): Promise<ModelCard> {
  await writeRandomBert(directory, {
    config: { vocab_size: 30522, max_position_embeddings: 64 },
    storage: "F16",
  });
  const write = (file: string, value: unknown) => writeFile(join(directory, file), JSON.stringify(value));
  for (const file of ["tokenizer.json", "tokenizer_config.json", "modules.json"])
    await cp(join(bundledModel, file), join(directory, file));
  await write("sentence_bert_config.json", { max_seq_length: maxTokens });
  await mkdir(join(directory, "1_Pooling"));
  await write("1_Pooling/config.json", {
    word_embedding_dimension: tinyConfig.hidden_size,
    pooling_mode_mean_tokens: true,
  });
  return readModel(directory);
}

/** What the onnx engine, which is exact, says of a model. */
async function probesOf(card: ModelCard, cacheDirectory: string): Promise<ProbeSet> {
  const backend = await findBackend("onnx").load(card, { cacheDirectory });
  try {
    if (backend.input !== "tokens") throw new Error("the ONNX engine takes token ids");
    return await makeProbes({ card, tokenizer: createTokenizer(card), backend });
  } finally {
    await backend.dispose();
  }
}

/** An engine over the small model, held against the onnx engine's vectors. */
export async function smallSubjectFor(id: string, folder: string): Promise<BackendSubject> {
  const card = await writeSmallModel(join(folder, "small"));
  const cacheDirectory = join(folder, "cache");
  return {
    card,
    tokenizer: createTokenizer(card),
    load: (options) =>
      findBackend(id).load(card, { cacheDirectory, ...(options !== undefined && { options }) }),
    probes: await probesOf(card, cacheDirectory),
  };
}
