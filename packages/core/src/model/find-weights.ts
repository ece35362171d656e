import { join } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import { containedFile } from "./contained-file.ts";

/** In the order of preference: one file, the index of several, a graph that was published without a checkpoint. */
const weightFiles: readonly string[] = [
  "model.safetensors",
  "model.safetensors.index.json",
  "onnx/model.onnx",
];

const pickles: readonly string[] = [
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
  "model.pt",
  "model.pth",
];

/**
 * Finds what a model's vectors are made of.
 * @returns absolute path
 * @throws IsovecError `ModelNotFound` when there is nothing that may be read, `ModelCorrupt` as `containedFile`
 */
export async function findWeights(directory: string): Promise<string> {
  for (const name of weightFiles) {
    const file = await containedFile(directory, name);
    if (file !== undefined) return file;
  }
  let remedy = "Fetch the model again.";
  for (const name of pickles) {
    if ((await containedFile(directory, name)) === undefined) continue;
    remedy = `Its ${name} could run code when loaded and is never read: save the model as safetensors.`;
    break;
  }
  throw new IsovecError("ModelNotFound", `The model folder ${join(directory)} has no model.safetensors.`, {
    remedy,
  });
}
