import { IsovecError, throwIfCancelled } from "@isovec/core";
import { replaceFile, writeAll } from "../replace-file.ts";
import type { GgufFile, GgufTensor } from "./gguf-file.ts";
import { encodeMetadata, encodeString, encodeUint32, encodeUint64 } from "./metadata.ts";

/** Every tensor begins at a multiple of it, counted from the first (GGUF_DEFAULT_ALIGNMENT). */
const alignment = 32;
const formatVersion = 3;

function aligned(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

function sizeOf({ weights, type }: GgufTensor): number {
  const values = weights.shape.reduce((product, size) => product * size, 1);
  return (values / type.blockValues) * type.blockBytes;
}

/** ggml counts the axes from the last one on. */
function encodeTensorEntry({ name, weights, type }: GgufTensor, offset: number): Buffer {
  const axes = weights.shape.toReversed();
  return Buffer.concat([
    encodeString(name),
    encodeUint32(axes.length),
    ...axes.map(encodeUint64),
    encodeUint32(type.id),
    encodeUint64(offset),
  ]);
}

/** What the type cannot hold would become infinity, and every text's vector NaN. */
function assertRepresentable(values: Float32Array, { name, type: { largest } }: GgufTensor): void {
  const stray = values.find((value) => !(Math.abs(value) <= largest));
  if (stray === undefined) return;
  throw new IsovecError("ModelCorrupt", `Tensor ${name} holds ${stray}, which is not within ±${largest}.`, {
    remedy: "Choose the dtype fp32, or fetch the model again.",
  });
}

/**
 * Writes a GGUF file, version 3, little-endian (ggml/include/gguf.h), tensor by tensor: header, metadata, the list of
 * tensors, then their bytes. It is on disk when this returns, and `path` never holds half a file.
 * @throws IsovecError `Cancelled` between two tensors, `ModelCorrupt` for weights that their type cannot hold
 */
export async function writeGguf(path: string, file: GgufFile, signal?: AbortSignal): Promise<void> {
  const { metadata, tensors } = file;
  const entries: Buffer[] = [];
  const offsets: number[] = [];
  let end = 0;
  for (const tensor of tensors) {
    const offset = aligned(end);
    offsets.push(offset);
    entries.push(encodeTensorEntry(tensor, offset));
    end = offset + sizeOf(tensor);
  }
  const head = Buffer.concat([
    Buffer.from("GGUF"),
    encodeUint32(formatVersion),
    encodeUint64(tensors.length),
    encodeUint64(metadata.size),
    encodeMetadata(metadata),
    ...entries,
  ]);
  const start = aligned(head.length);
  await replaceFile(path, async (handle) => {
    await writeAll(handle, head, 0);
    for (const [index, tensor] of tensors.entries()) {
      throwIfCancelled(signal);
      const values = await tensor.weights.read();
      assertRepresentable(values, tensor);
      await writeAll(handle, tensor.type.encode(values), start + (offsets[index] as number));
    }
    await handle.truncate(start + aligned(end));
  });
}
