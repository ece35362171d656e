import { readFile } from "node:fs/promises";

type Value = number | boolean | string | readonly Value[];

export interface ReadTensor {
  /** As ggml counts them, the last axis of torch first. */
  readonly axes: readonly number[];
  /** `ggml_type`. */
  readonly type: number;
  readonly bytes: Buffer;
}

export interface ReadGguf {
  readonly version: number;
  readonly metadata: Readonly<Record<string, Value>>;
  readonly tensors: ReadonlyMap<string, ReadTensor>;
  /** Where tensors begin in the file. */
  readonly start: number;
}

/** Block sizes by `ggml_type`: F32, F16, Q8_0. */
const blocks: Readonly<Record<number, readonly [values: number, bytes: number]>> = {
  0: [1, 4],
  1: [1, 2],
  8: [32, 34],
};

/** Reads a GGUF file as ggml/include/gguf.h describes it. Shares nothing with the writer. */
export async function readGguf(path: string): Promise<ReadGguf> {
  const file = await readFile(path);
  let at = 0;
  const take = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  const u32 = () => file.readUInt32LE(take(4));
  const u64 = () => Number(file.readBigUInt64LE(take(8)));
  const text = () => {
    const length = u64();
    return file.toString("utf8", take(length), at);
  };
  const value = (type: number): Value => {
    if (type === 4) return u32();
    if (type === 5) return file.readInt32LE(take(4));
    if (type === 6) return file.readFloatLE(take(4));
    if (type === 7) return file.readUInt8(take(1)) === 1;
    if (type === 8) return text();
    if (type === 9) {
      const element = u32();
      return Array.from({ length: u64() }, () => value(element));
    }
    throw new Error(`no value type ${type} here`);
  };

  if (file.toString("latin1", take(4), at) !== "GGUF") throw new Error("no GGUF file");
  const version = u32();
  const [tensorCount, valueCount] = [u64(), u64()];
  const metadata: Record<string, Value> = {};
  for (let index = 0; index < valueCount; index++) {
    const key = text();
    if (Object.hasOwn(metadata, key)) throw new Error(`${key} twice`);
    metadata[key] = value(u32());
  }
  const entries = Array.from({ length: tensorCount }, () => ({
    name: text(),
    axes: Array.from({ length: u32() }, u64),
    type: u32(),
    offset: u64(),
  }));
  const start = Math.ceil(at / 32) * 32;
  const tensors = new Map<string, ReadTensor>();
  let end = 0;
  for (const { name, axes, type, offset } of entries) {
    const [values = 0, bytes = 0] = blocks[type] ?? [];
    const size = (axes.reduce((product, axis) => product * axis, 1) / values) * bytes;
    if (offset !== Math.ceil(end / 32) * 32) throw new Error(`${name} is not where ggml looks for it`);
    end = offset + size;
    tensors.set(name, { axes, type, bytes: file.subarray(start + offset, start + end) });
  }
  if (file.length !== start + Math.ceil(end / 32) * 32) throw new Error("the file has another length");
  return { version, metadata, tensors, start };
}
