import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What is done to a whole model folder. */
export type Damage = (folder: string) => Promise<unknown>;

/** The file has this content. */
export const put =
  (path: string, content: string | Uint8Array): Damage =>
  async (folder) => {
    await rm(join(folder, path), { recursive: true, force: true });
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
