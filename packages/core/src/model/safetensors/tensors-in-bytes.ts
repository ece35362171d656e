import { IsovecError } from "../../errors/isovec-error.ts";
import { largestHeader, readHeader, type TensorEntry } from "./header.ts";

/** A tensor of a file that is in memory. */
export interface TensorBytes extends TensorEntry {
  /** As they are stored, little-endian; a copy, so that they are aligned for every element type. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/**
 * The tensors of a safetensors file that was fetched whole, by name.
 * @param file its name or address, for people
 * @throws IsovecError `ModelCorrupt` when it is damaged
 */
export function tensorsInBytes(file: string, bytes: Uint8Array): Map<string, TensorBytes> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : Number.POSITIVE_INFINITY;
  if (headerBytes > largestHeader || 8 + headerBytes > bytes.length) {
    throw new IsovecError(
      "ModelCorrupt",
      `${file} is not a valid safetensors file: it is cut short or something else.`,
      { remedy: "Fetch the model again." },
    );
  }
  const entries = readHeader(file, bytes.subarray(8, 8 + headerBytes), bytes.length);
  return new Map(
    Array.from(entries, ([name, entry]) => [
      name,
      // Not slice: of one of Node's Buffers it is no copy.
      { ...entry, content: new Uint8Array(bytes.subarray(entry.offset, entry.offset + entry.bytes)) },
    ]),
  );
}
