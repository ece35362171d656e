import type { Checkpoint } from "../checkpoint.ts";
import type { Metadata } from "./metadata.ts";
import type { TensorType } from "./tensor-type.ts";

export interface GgufTensor {
  /** llama.cpp's name (gguf-py/gguf/constants.py, `TENSOR_NAMES`). */
  readonly name: string;
  /** Row-major, as torch keeps it, under its name in the checkpoint. Its values are read when its turn comes. */
  readonly weights: ReturnType<Checkpoint["tensor"]>;
  readonly type: TensorType;
}

/** What a GGUF file holds, before it is written. */
export interface GgufFile {
  readonly metadata: Metadata;
  readonly tensors: readonly GgufTensor[];
}
