import { fp32ToFp16 } from "@isovec/core";

/** Weights that share a scale, and the bytes of such a block: the scale in fp16, then one signed byte a weight. */
export const blockValues = 32;
export const blockBytes = 34;

/** C's roundf: halves away from zero, where Math.round takes -0.5 to 0. */
function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

/**
 * Q8_0 as ggml makes it (`quantize_row_q8_0_ref`, ggml-quants.c), bit for bit: the scale is the block's largest magnitude
 * divided by 127, every weight the nearest multiple of it. All steps in single precision; the weights are divided by the
 * scale before that is rounded to fp16.
 * @param values a multiple of 32 of them
 */
export function quantizeQ8(values: Float32Array): Uint8Array {
  const blocks = values.length / blockValues;
  const scales = new Float32Array(blocks);
  const quantized = new Int8Array(blocks * blockBytes);
  for (let block = 0; block < blocks; block++) {
    const start = block * blockValues;
    let largest = 0;
    for (let i = start; i < start + blockValues; i++) {
      largest = Math.max(largest, Math.abs(values[i] as number));
    }
    const scale = Math.fround(largest / 127);
    const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
    scales[block] = scale;
    const place = block * blockBytes + 2 - start;
    for (let i = start; i < start + blockValues; i++) {
      quantized[place + i] = roundHalfAway(Math.fround((values[i] as number) * inverse));
    }
  }
  const view = new DataView(quantized.buffer);
  for (const [block, half] of fp32ToFp16(scales).entries()) view.setUint16(block * blockBytes, half, true);
  return new Uint8Array(quantized.buffer);
}
