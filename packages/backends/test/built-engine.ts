// The package as its users get it: the engine's process is a built file.
import { findBackend } from "@isovec/backends";
import { type ModelCard, padBatch, readModel, type TokenBackend } from "@isovec/core";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./workspace.ts";

export interface LoadedModel {
  readonly card: ModelCard;
  readonly backend: TokenBackend;
}

/** Reads a model folder and loads it into the ONNX engine; both are gone after the test. */
export async function loadModel(directory: string, cacheDirectory?: string): Promise<LoadedModel> {
  const card = await readModel(directory);
  const cache = cacheDirectory ?? (await temporaryFolder());
  const backend = await findBackend("onnx").load(card, { cacheDirectory: cache, threads: 2 });
  if (backend.input !== "tokens") throw new Error("the ONNX engine takes token ids");
  onTestFinished(() => backend.dispose());
  return { card, backend };
}

/** States of each text of a padded batch, without those of the padding: `[tokens x hidden]` each. */
export async function statesOf(
  backend: TokenBackend,
  rows: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const tokens = padBatch(
    rows.map((ids) => Int32Array.from(ids)),
    0,
  );
  const output = await backend.forward(tokens);
  if (output.kind !== "states") throw new Error("the ONNX engine gives states");
  const { values, hidden } = output;
  return rows.map((ids, row) => {
    const start = row * tokens.sequence * hidden;
    return values.subarray(start, start + ids.length * hidden);
  });
}
