import { fp32ToFp16 } from "@isovec/core";
import { blockBytes, blockValues, quantizeQ8 } from "./quantize-q8-0.ts";

/** How a tensor's values lie in the file. */
export interface TensorType {
  /** `ggml_type` of ggml/include/ggml.h. */
  readonly id: number;
  /** Values of a block and its bytes. A row, the last axis, holds whole blocks only. */
  readonly blockValues: number;
  readonly blockBytes: number;
  /** The largest magnitude it can hold. */
  readonly largest: number;
  readonly encode: (values: Float32Array) => Uint8Array;
}

function bytesOf(array: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

export const float32: TensorType = {
  id: 0,
  blockValues: 1,
  blockBytes: 4,
  largest: 3.4028234663852886e38,
  encode: bytesOf,
};

const largestHalf = 65504;

export const float16: TensorType = {
  id: 1,
  blockValues: 1,
  blockBytes: 2,
  largest: largestHalf,
  encode: (values) => bytesOf(fp32ToFp16(values)),
};

export const q8: TensorType = {
  id: 8,
  blockValues,
  blockBytes,
  // Its scale is a half.
  largest: 127 * largestHalf,
  encode: quantizeQ8,
};

/** The names a file's weights are asked for by. */
export type GgufDtype = "fp32" | "fp16" | "q8_0";

const matrixTypes: Readonly<Record<GgufDtype, TensorType>> = { fp32: float32, fp16: float16, q8_0: q8 };

/**
 * The type of a weight matrix: the one asked for, or fp16 where its rows are no whole blocks, as llama-quantize does.
 * Rows of a single block stay fp16 too: from 32 tokens on, llama.cpp's product of them reads beyond (node-llama-cpp 3.21.1, measured: other
 * vectors each time). No real model has so narrow ones.
 * @param columns values of a row
 */
export function matrixType(dtype: GgufDtype, columns: number): TensorType {
  const type = matrixTypes[dtype];
  const isSafe = type.blockValues === 1 || columns > type.blockValues;
  return columns % type.blockValues === 0 && isSafe ? type : float16;
}

/** `llama_ftype` of llama.h: what most of the file is, for people. */
export const fileTypes: Readonly<Record<GgufDtype, number>> = { fp32: 0, fp16: 1, q8_0: 7 };
