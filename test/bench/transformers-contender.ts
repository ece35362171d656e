import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env, pipeline } from "@huggingface/transformers";
import { convertToOnnx } from "@isovec/backends/convert";
import { readModel } from "@isovec/core";
import { bundledModel } from "../src/repository.ts";
import { testCache } from "../src/run-isovec.ts";
import { serve } from "./contender.ts";

/** 512 as published, or less: transformers.js takes `model_max_length` and knows no sentence_bert_config.json. */
const maximumLength = Number(process.argv[2]);
const name = `transformers-${maximumLength}`;

/** The bundled model as transformers.js loads one, with our own graph: pipelines are compared, not graphs. */
async function writePeerModel(): Promise<void> {
  const folder = join(testCache, name);
  const card = await readModel(bundledModel);
  await convertToOnnx(card, join(folder, "onnx"), { inputType: "int64" });
  for (const file of ["config.json", "tokenizer.json"]) cpSync(join(bundledModel, file), join(folder, file));
  const config = JSON.parse(readFileSync(join(bundledModel, "tokenizer_config.json"), "utf8"));
  writeFileSync(
    join(folder, "tokenizer_config.json"),
    JSON.stringify({ ...config, model_max_length: maximumLength }),
  );
}

await serve(async () => {
  await writePeerModel();
  env.allowRemoteModels = false;
  env.localModelPath = testCache;
  const extract = await pipeline("feature-extraction", name, {
    dtype: "fp32",
    device: "cpu",
    use_external_data_format: true,
  });
  return async (texts) =>
    (await extract([...texts], { pooling: "mean", normalize: true })).data as Float32Array;
});
