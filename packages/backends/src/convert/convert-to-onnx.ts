import { mkdir } from "node:fs/promises";
import { type ModelCard, SafetensorsFile, throwIfCancelled } from "@isovec/core";
import { architectureOf } from "./architectures/architecture-of.ts";
import { ConfigReader } from "./config-reader.ts";
import { GraphBuilder, type InputType, type LinearArithmetic } from "./onnx/graph-builder.ts";
import { type OnnxFiles, onnxFilesIn } from "./onnx/onnx-files.ts";
import { writeOnnx } from "./onnx/write-onnx.ts";
import { verifyWeights } from "./verify-weights.ts";

export interface ConvertOptions {
  readonly signal?: AbortSignal;
  /** One short line on what takes long. */
  readonly onProgress?: (message: string) => void;
  /** Element type of the graph's inputs. Default int32, which the engine feeds; others expect int64. */
  readonly inputType?: InputType;
  /** How linear layers compute. Default fp32. */
  readonly linear?: LinearArithmetic;
}

/**
 * Converts a checkpoint to ONNX: `model.onnx` and, beside it, `model.onnx_data` with the weights in fp32, those of linear layers
 * as 8-bit blocks where asked for.
 * The graph takes `input_ids`, `attention_mask` and `token_type_ids`, `[batch, sequence]`, and gives
 * `last_hidden_state`, `[batch, sequence, hidden]`. Memory stays at about the two largest tensors.
 * @param directory created when absent; files of these names in it are replaced
 * @throws IsovecError `BackendUnavailable` for a model that cannot be converted, `ModelCorrupt` that names the key or
 * tensor that does not fit, `Cancelled`.
 */
export async function convertToOnnx(
  card: ModelCard,
  directory: string,
  options: ConvertOptions = {},
): Promise<OnnxFiles> {
  const architecture = architectureOf(card);
  throwIfCancelled(options.signal);
  options.onProgress?.(`converting ${card.name} to ONNX`);
  const weights = await SafetensorsFile.open(card.weightsFile);
  try {
    const graph = new GraphBuilder(options);
    architecture.build(graph, card, weights, new ConfigReader(card));
    await verifyWeights(card);
    await mkdir(directory, { recursive: true });
    const files = onnxFilesIn(directory);
    await writeOnnx(graph, files, options.signal);
    return files;
  } finally {
    await weights.close();
  }
}
