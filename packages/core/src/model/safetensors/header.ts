import { IsovecError } from "../../errors/isovec-error.ts";
import { decodeText, parseBoundedJson } from "../bounded-json.ts";

/** Bytes of one element of every storage type that the format knows and Isovec reads or skips. */
export const elementBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type SafetensorsType = keyof typeof elementBytes;

export interface TensorEntry {
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  /** Position of the first byte in the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** The format's own limit on the header, in bytes (safetensors, MAX_HEADER_SIZE). */
export const largestHeader = 100_000_000;

function corrupt(file: string, what: string): IsovecError {
  return new IsovecError("ModelCorrupt", `${file} is not a valid safetensors file: ${what}.`, {
    remedy: "Fetch the model again.",
  });
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function readEntry(
  file: string,
  name: string,
  value: unknown,
  start: number,
  dataBytes: number,
): TensorEntry {
  const { dtype, shape, data_offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== "string" || !Object.hasOwn(elementBytes, dtype)) {
    throw corrupt(file, `tensor ${name} has the unknown type ${JSON.stringify(dtype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw corrupt(file, `tensor ${name} has no usable shape`);
  const [begin, end] = Array.isArray(data_offsets) ? data_offsets : [];
  if (!isCount(begin) || !isCount(end) || begin > end || end > dataBytes) {
    throw corrupt(file, `tensor ${name} lies outside of the file, which is cut short or damaged`);
  }
  const type = dtype as SafetensorsType;
  const bytes = shape.reduce((product, size) => product * size, elementBytes[type]);
  if (bytes !== end - begin)
    throw corrupt(file, `tensor ${name} has ${end - begin} bytes where its shape needs ${bytes}`);
  return { dtype: type, shape, offset: start + begin, bytes };
}

/**
 * Reads the JSON header and holds every entry against the file's size before anything is allocated for it.
 * @param fileBytes size of the whole file
 * @throws IsovecError `ModelCorrupt` that names the file and the tensor.
 */
export function readHeader(file: string, header: Uint8Array, fileBytes: number): Map<string, TensorEntry> {
  let value: unknown;
  try {
    value = parseBoundedJson(decodeText(header), { uniqueKeys: true });
  } catch (error) {
    throw corrupt(file, `its header is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw corrupt(file, "its header is no object");
  const start = 8 + header.byteLength;
  const entries = new Map<string, TensorEntry>();
  for (const [name, entry] of Object.entries(value)) {
    if (name === "__metadata__") continue;
    entries.set(name, readEntry(file, name, entry, start, fileBytes - start));
  }
  assertContiguous(file, entries, start, fileBytes);
  return entries;
}

/** The format allows no holes and no overlaps, so that nothing can hide in a file. */
function assertContiguous(
  file: string,
  entries: ReadonlyMap<string, TensorEntry>,
  start: number,
  fileBytes: number,
): void {
  let expected = start;
  for (const [name, { offset, bytes }] of [...entries].sort(
    ([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes,
  )) {
    if (offset !== expected) throw corrupt(file, `tensor ${name} overlaps another or leaves a hole`);
    expected = offset + bytes;
  }
  if (expected !== fileBytes)
    throw corrupt(file, `it has ${fileBytes} bytes where its header accounts for ${expected}`);
}
