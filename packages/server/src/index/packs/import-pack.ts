import { type FileHandle, open } from "node:fs/promises";
import { IsovecError, throwIfCancelled, type VectorSpace } from "@isovec/core";
import type { IndexStore } from "../store/index-store.ts";
import {
  damaged,
  hashBytes,
  longestHeader,
  type PackHeader,
  packHash,
  parsePackHeader,
  recordBytes,
} from "./pack-format.ts";

const vectorsAtOnce = 256;
const bytesAtOnce = 1 << 20;

export interface ReadPack {
  readonly file: string;
  readonly vectors: number;
  /** Those that the index did not have. */
  readonly taken: number;
}

interface OpenPack {
  readonly file: string;
  readonly handle: FileHandle;
  readonly header: PackHeader;
  /** Where the vectors begin. */
  readonly start: number;
}

async function readHeader(file: string, handle: FileHandle): Promise<Pick<OpenPack, "header" | "start">> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(longestHeader), 0, longestHeader, 0);
  const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
  const header = parsePackHeader(file, buffer.toString("utf8", 0, Math.max(end, 0)));
  return { header, start: end + 1 };
}

function assertSpace({ file, header }: OpenPack, { id, model, dimensions }: PackSpace): void {
  if (header.vectorSpace === id && header.dimensions === dimensions) return;
  throw new IsovecError(
    "VectorSpaceMismatch",
    `${file} holds vectors of ${header.model} (space ${header.vectorSpace}, ${header.dimensions} dimensions); this index has those of ${model} (space ${id}, ${dimensions} dimensions).`,
    { remedy: `Choose ${header.model} as it was configured where the pack was written, or export one here.` },
  );
}

/** Reads the whole file before anything is taken from it. */
async function assertWhole({ file, handle, header, start }: OpenPack, signal?: AbortSignal): Promise<void> {
  const end = start + header.vectors * recordBytes(header);
  const { size } = await handle.stat();
  if (size !== end + hashBytes) throw damaged(file, `it has ${size} bytes, not ${end + hashBytes}`);
  const hash = packHash();
  const block = Buffer.alloc(bytesAtOnce);
  for (let at = 0; at < end; ) {
    throwIfCancelled(signal);
    const { bytesRead } = await handle.read(block, 0, Math.min(bytesAtOnce, end - at), at);
    if (bytesRead === 0) throw damaged(file, "it ends early");
    hash.update(block.subarray(0, bytesRead));
    at += bytesRead;
  }
  const { buffer } = await handle.read(Buffer.alloc(hashBytes), 0, hashBytes, end);
  if (!hash.digest().equals(buffer)) throw damaged(file, "its content does not have the hash at its end");
}

async function readVectors(
  { file, handle, header, start }: OpenPack,
  first: number,
  count: number,
): Promise<{ sha256: Uint8Array; vector: Float32Array }[]> {
  const size = recordBytes(header);
  const { buffer, bytesRead } = await handle.read(
    Buffer.alloc(count * size),
    0,
    count * size,
    start + first * size,
  );
  if (bytesRead !== count * size) throw damaged(file, "it ends early");
  return Array.from({ length: count }, (_, row) => {
    const at = row * size;
    const vector = new Float32Array(header.dimensions);
    for (let i = 0; i < vector.length; i++) vector[i] = buffer.readFloatLE(at + hashBytes + i * 4);
    if (!vector.every(Number.isFinite)) throw damaged(file, `its vector ${first + row} is not finite`);
    return { sha256: new Uint8Array(buffer.subarray(at, at + hashBytes)), vector };
  });
}

type PackSpace = Pick<VectorSpace, "id" | "model" | "dimensions">;

/**
 * Takes a pack's vectors into the index, for texts that it has or will have: what it has already stays as it is. Texts
 * that no chunk has yet are kept as those of another branch are.
 * @throws IsovecError `InputInvalid` for a file that is no pack or damaged, `VectorSpaceMismatch` that names both
 *   models, `Cancelled`; nothing was taken then, or whole transactions
 */
export async function importPack(
  { connection, vectors, settings }: Pick<IndexStore, "connection" | "vectors" | "settings">,
  space: PackSpace,
  file: string,
  signal?: AbortSignal,
): Promise<ReadPack> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new IsovecError("InputInvalid", `${file} cannot be read (${error.code}).`, { cause: error });
  });
  try {
    const pack: OpenPack = { file, handle, ...(await readHeader(file, handle)) };
    assertSpace(pack, space);
    await assertWhole(pack, signal);
    const { vectors: count } = pack.header;
    let taken = 0;
    for (let first = 0; first < count; first += vectorsAtOnce) {
      throwIfCancelled(signal);
      const page = await readVectors(pack, first, Math.min(vectorsAtOnce, count - first));
      taken += await connection.write(() => {
        const added = page.filter(({ sha256, vector }) => vectors.adopt(sha256, vector)).length;
        if (added > 0) settings.countChange("vectors");
        return added;
      });
    }
    return { file, vectors: count, taken };
  } finally {
    await handle.close();
  }
}
