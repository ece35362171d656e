import { open } from "node:fs/promises";
import type { SafetensorsType } from "./header.ts";

/** A tensor to be written; its bytes are asked for when its turn comes. */
export interface TensorToWrite {
  readonly name: string;
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly read: () => Promise<Uint8Array>;
}

/** Writes a safetensors file, one tensor at a time. The header is padded to 8 bytes, as the format asks for. */
export async function writeSafetensors(path: string, tensors: readonly TensorToWrite[]): Promise<void> {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const handle = await open(path, "w");
  try {
    await handle.writeFile(length);
    await handle.writeFile(padded);
    for (const tensor of tensors) await handle.writeFile(await tensor.read());
    await handle.sync();
  } finally {
    await handle.close();
  }
}
