/** Components of a normalised vector as signed bytes: `round(127 x component)`, clamped to -127..127. */
export function toInt8(vectors: Float32Array): Int8Array {
  return Int8Array.from(vectors, (component) => Math.max(-127, Math.min(127, Math.round(component * 127))));
}

/**
 * One bit a component, 1 where it is positive; the first component is the top bit of the first byte, and each row
 * starts on a byte (numpy's `packbits`, sentence-transformers' `ubinary`).
 * @param vectors row-major `[rows, dimensions]`
 */
export function toBinary(vectors: Float32Array, dimensions: number): Uint8Array {
  const rows = vectors.length / dimensions;
  const rowBytes = Math.ceil(dimensions / 8);
  const packed = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < dimensions; i++) {
      if ((vectors[row * dimensions + i] as number) > 0) {
        const byte = row * rowBytes + (i >> 3);
        packed[byte] = (packed[byte] as number) | (0x80 >> (i & 7));
      }
    }
  }
  return packed;
}
