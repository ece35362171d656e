/** How a vector lies in the database: as it is, or as its direction, a signed byte a component. */
export type VectorEncoding = "float32" | "int8";

export function encodeVector(vector: Float32Array, encoding: VectorEncoding): Uint8Array {
  if (encoding === "float32") return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest === 0 ? 0 : 127 / largest;
  return new Uint8Array(Int8Array.from(vector, (value) => Math.round(value * scale)).buffer);
}

/** The vector, or one of its direction. */
export function decodeVector(stored: ArrayBuffer, encoding: VectorEncoding): Float32Array {
  return encoding === "float32" ? new Float32Array(stored) : Float32Array.from(new Int8Array(stored));
}
