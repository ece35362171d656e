import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { adapterConfigFile } from "@isovec/core";

/** The metadata that a vector depends on; whatever else lies in the folder stays behind. */
const metadataFiles: readonly string[] = [
  adapterConfigFile,
  "config.json",
  "modules.json",
  "sentence_bert_config.json",
  "config_sentence_transformers.json",
  "special_tokens_map.json",
  "tokenizer.json",
  "tokenizer_config.json",
];

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Metadata at the top and the files of the module folders (`1_Pooling`, `2_Dense`), relative, forward slashes. */
export async function modelFileNames(source: string): Promise<string[]> {
  const files: string[] = [];
  for (const file of metadataFiles) if (await exists(join(source, file))) files.push(file);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    if (!entry.isDirectory() || !/^\d+_\w+$/.test(entry.name)) continue;
    for (const file of await readdir(join(source, entry.name))) files.push(`${entry.name}/${file}`);
  }
  return files;
}
