import { IsovecError, type ModelCard, type TensorBytes, tensorsInBytes } from "@isovec/core/browser";
import { type TokenTable, tableTensors } from "./token-table.ts";

/** A tensor of the table's file. */
export type StoredTensor = Pick<TensorBytes, "dtype" | "shape" | "content">;

/**
 * The table of a static model, out of the tensors of its file.
 * @param file path or address of the safetensors file, for people
 * @throws IsovecError `ModelCorrupt` when it does not have the shape that config.json states.
 */
export function tokenTableOf(
  file: string,
  tensors: { readonly values: StoredTensor | undefined; readonly scales: StoredTensor | undefined },
  { vocabularySize, hiddenSize }: Pick<ModelCard, "vocabularySize" | "hiddenSize">,
): TokenTable {
  const { values, scales } = tensors;
  const spelled = (tensor: StoredTensor | undefined) =>
    tensor === undefined ? "nothing" : `[${tensor.shape}] ${tensor.dtype}`;
  if (
    values?.dtype !== "I8" ||
    scales?.dtype !== "F32" ||
    values.shape.join() !== `${vocabularySize},${hiddenSize}` ||
    scales.shape.join() !== `${vocabularySize}`
  ) {
    throw new IsovecError(
      "ModelCorrupt",
      `${file} holds ${spelled(values)} as ${tableTensors.values} and ${spelled(scales)} as ${tableTensors.scales}, where config.json says [${vocabularySize},${hiddenSize}] I8 and [${vocabularySize}] F32.`,
      { remedy: "Distil the model again." },
    );
  }
  return {
    values: new Int8Array(values.content.buffer),
    scales: new Float32Array(scales.content.buffer),
    dimensions: hiddenSize,
  };
}

/**
 * The table of a static model whose file was fetched whole, as in a browser.
 * @throws IsovecError `ModelCorrupt`
 */
export function readTokenTable(
  bytes: Uint8Array,
  card: Pick<ModelCard, "weightsFile" | "vocabularySize" | "hiddenSize">,
): TokenTable {
  const tensors = tensorsInBytes(card.weightsFile, bytes);
  return tokenTableOf(
    card.weightsFile,
    { values: tensors.get(tableTensors.values), scales: tensors.get(tableTensors.scales) },
    card,
  );
}
