import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Checkpoints and reference vectors that are too large for the repository. */
export const sharedFolder: string = fileURLToPath(new URL("../../../../shared", import.meta.url));

export function goldenModel(name: string): string {
  return join(sharedFolder, "models", name);
}

export interface GoldenRow {
  readonly id: string;
  readonly ids: readonly number[];
  readonly vector: Float32Array;
}

/** Token ids and vectors as sentence-transformers gives them in fp32. */
export async function readGolden(name: string): Promise<GoldenRow[]> {
  const read = (file: string) => readFile(join(sharedFolder, "golden", name, file));
  const { dimensions } = JSON.parse((await read("dev.json")).toString()) as { dimensions: number };
  const vectors = new Float32Array(new Uint8Array(await read("dev.vectors.f32")).buffer);
  const lines = (await read("dev.texts.jsonl")).toString().split("\n").filter(Boolean);
  return lines.map((line, row) => ({
    ...(JSON.parse(line) as { id: string; ids: number[] }),
    vector: vectors.subarray(row * dimensions, (row + 1) * dimensions),
  }));
}
