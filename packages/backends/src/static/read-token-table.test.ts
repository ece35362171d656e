import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TensorToWrite, writeSafetensors } from "@isovec/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTokenTable } from "./read-token-table.ts";
import { tableTensors } from "./token-table.ts";

const values = Int8Array.of(64, -127, 0, 0, 127, 64);
const scales = Float32Array.of(0.5, 0, 0.25);

function tensor(
  name: string,
  dtype: TensorToWrite["dtype"],
  shape: number[],
  array: Int8Array | Float32Array,
) {
  const bytes = new Uint8Array(array.buffer as ArrayBuffer);
  return { name, dtype, shape, bytes: bytes.length, read: async () => bytes };
}

describe("a table that was fetched", () => {
  let folder: string;
  let weightsFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "isovec-table-"));
    weightsFile = join(folder, "model.safetensors");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is the table that was written", async () => {
    await writeSafetensors(weightsFile, [
      tensor(tableTensors.values, "I8", [3, 2], values),
      tensor(tableTensors.scales, "F32", [3], scales),
    ]);
    const card = { weightsFile, vocabularySize: 3, hiddenSize: 2 };
    const table = readTokenTable(await readFile(weightsFile), card);
    expect(table).toEqual({ values, scales, dimensions: 2 });
  });

  it("is refused by name when config.json says another shape, or it is cut short", async () => {
    await writeSafetensors(weightsFile, [tensor(tableTensors.values, "I8", [3, 2], values)]);
    const bytes = await readFile(weightsFile);
    const card = { weightsFile, vocabularySize: 3, hiddenSize: 2 };
    expect(() => readTokenTable(bytes, card)).toThrowError(
      `${weightsFile} holds [3,2] I8 as embeddings and nothing as scales, where config.json says [3,2] I8 and [3] F32.`,
    );
    expect(() => readTokenTable(bytes.subarray(0, -1), card)).toThrowError(/is not a valid safetensors file/);
    expect(() => readTokenTable(bytes.subarray(0, 20), card)).toThrowError(/is cut short/);
  });
});
