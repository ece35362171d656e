import type { EmbedResult } from "@isovec/core/protocol";

/**
 * The rows of an answer in float32.
 *
 * @throws Error where the answer does not hold what it says
 */
export function decodeVectors({ data, count, dimensions }: EmbedResult): readonly Float32Array[] {
  const bytes =
    typeof data === "string" ? Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)) : undefined;
  if (bytes?.byteLength !== count * dimensions * Float32Array.BYTES_PER_ELEMENT) {
    throw new Error(`The server's answer does not hold ${count} vectors of ${dimensions} numbers.`);
  }
  // The wire is little-endian on every machine.
  const view = new DataView(bytes.buffer);
  return Array.from({ length: count }, (_, row) =>
    Float32Array.from({ length: dimensions }, (_number, column) =>
      view.getFloat32((row * dimensions + column) * Float32Array.BYTES_PER_ELEMENT, true),
    ),
  );
}
