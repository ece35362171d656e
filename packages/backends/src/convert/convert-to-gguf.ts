import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type ModelCard, SafetensorsFile, throwIfCancelled } from "@isovec/core";
import { ConfigReader } from "./config-reader.ts";
import { ggufArchitectureOf } from "./gguf/gguf-architecture-of.ts";
import { placeholderVocabulary } from "./gguf/placeholder-vocabulary.ts";
import { fileTypes, type GgufDtype } from "./gguf/tensor-type.ts";
import { wordpieceVocabulary } from "./gguf/wordpiece-vocabulary.ts";
import { writeGguf } from "./gguf/write-gguf.ts";
import { verifyWeights } from "./verify-weights.ts";

export interface GgufOptions {
  /** Type of the weight matrices. Default fp32. Norms, biases and the tables of positions and token types stay fp32. */
  readonly dtype?: GgufDtype;
  /**
   * `text`, the default: the model's WordPiece vocabulary, for programs that feed text. `ids`: placeholders, for an engine
   * that is fed ids and must not touch them. Tokenizers other than WordPiece get placeholders either way.
   */
  readonly input?: "text" | "ids";
  readonly signal?: AbortSignal;
  /** One short line on what takes long. */
  readonly onProgress?: (message: string) => void;
}

/** Absolute path of a GGUF file in a folder. */
export interface GgufFiles {
  readonly model: string;
}

export function ggufFilesIn(directory: string, dtype: GgufDtype): GgufFiles {
  return { model: join(directory, `model-${dtype}.gguf`) };
}

/** Version of ggml's block formats (GGML_QNT_VERSION). */
const quantizationVersion = 2;

/**
 * Converts a checkpoint to one GGUF file that llama.cpp loads: `model-<dtype>.gguf`, weights, pooling and vocabulary inside.
 * Memory stays at about two copies of the largest tensor.
 * @param directory created when absent; a file of this name in it is replaced
 * @throws IsovecError `BackendUnavailable` for a model that llama.cpp cannot compute, `ModelCorrupt` that names the key
 * or tensor that does not fit, `Cancelled`.
 */
export async function convertToGguf(
  card: ModelCard,
  directory: string,
  options: GgufOptions = {},
): Promise<GgufFiles> {
  const { dtype = "fp32", input = "text", signal, onProgress } = options;
  const architecture = ggufArchitectureOf(card);
  throwIfCancelled(signal);
  onProgress?.(`converting ${card.name} to GGUF`);
  const weights = await SafetensorsFile.open(card.weightsFile);
  try {
    const { metadata, tensors } = architecture.describe(card, weights, new ConfigReader(card), dtype);
    await verifyWeights(card);
    await mkdir(directory, { recursive: true });
    const files = ggufFilesIn(directory, dtype);
    const vocabulary = input === "text" ? wordpieceVocabulary(card) : undefined;
    const general = new Map([
      ["general.architecture", { type: "string", value: architecture.name }],
      ["general.name", { type: "string", value: card.name }],
      ["general.file_type", { type: "uint32", value: fileTypes[dtype] }],
      ["general.quantization_version", { type: "uint32", value: quantizationVersion }],
      ...metadata,
      ...(vocabulary ?? placeholderVocabulary(card.vocabularySize)),
    ] as const);
    await writeGguf(files.model, { metadata: general, tensors }, signal);
    return files;
  } finally {
    await weights.close();
  }
}
