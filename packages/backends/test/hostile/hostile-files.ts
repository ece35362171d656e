import { link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { randomNumbers } from "../random-bert.ts";
import { configDamages } from "./config-damage.ts";
import { ggufs } from "./gguf-files.ts";
import { graphs } from "./graph-files.ts";
import type { Json } from "./json-damage.ts";
import { metadataCases } from "./metadata-damage.ts";
import { tokenizerDamages } from "./tokenizer-damage.ts";
import { weightCases } from "./weight-damage.ts";

/** A damaged file in an otherwise whole model folder, and which check must refuse it. */
export interface HostileFile {
  readonly name: string;
  /** Of tokenizer.json or config.json: what the sentence must name. */
  readonly key?: string;
  /** `model`: the folder is read; `graph` and `gguf`: the file that a native loader would be given. */
  readonly reader: "model" | "graph" | "gguf";
  /** The folder, or the file. */
  readonly path: string;
}

/** A folder with the same files, which a damage replaces and never writes into. */
async function linkModel(whole: string, path: string): Promise<void> {
  for (const entry of await readdir(whole, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const target = join(path, relative(whole, file));
    await mkdir(dirname(target), { recursive: true });
    await link(file, target);
  }
}

/**
 * Writes the same hostile files on every run.
 * @param whole folder of a model that can be read
 */
export async function writeHostileFiles(whole: string, target: string): Promise<HostileFile[]> {
  const random = randomNumbers(6);
  const files: HostileFile[] = [];
  for (const [name, damage] of [...weightCases(random), ...metadataCases()]) {
    const path = join(target, String(files.length));
    await linkModel(whole, path);
    await damage(path);
    files.push({ name, reader: "model", path });
  }
  for (const { name, key, file, change } of [...configDamages, ...tokenizerDamages]) {
    const path = join(target, String(files.length));
    await linkModel(whole, path);
    const value: unknown = JSON.parse(await readFile(join(path, file), "utf8"));
    await rm(join(path, file));
    await writeFile(join(path, file), change(value as Json));
    files.push({ name: `${file}: ${name}`, reader: "model", path, key });
  }
  for (const [reader, contents] of [
    ["graph", graphs(random)],
    ["gguf", ggufs(random)],
  ] as const) {
    for (const [name, content] of contents) {
      const path = join(target, String(files.length), reader === "graph" ? "graph.onnx" : "model.gguf");
      await mkdir(dirname(path));
      await writeFile(path, content);
      files.push({ name: `${reader}: ${name}`, reader, path });
    }
  }
  return files;
}
