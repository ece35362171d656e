import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { IsovecError, throwIfCancelled, type VectorSpace } from "@isovec/core";
import type { IndexStore } from "../store/index-store.ts";
import type { VectorSource } from "../vectors/vector-store.ts";
import { type PackHeader, packHash, packVersion, recordBytes } from "./pack-format.ts";

const vectorsAtOnce = 512;

export interface WrittenPack {
  readonly file: string;
  readonly bytes: number;
  readonly vectors: number;
}

function unwritable(file: string, error: unknown): IsovecError {
  return new IsovecError("InputInvalid", `${file} cannot be written: ${(error as Error).message}.`, {
    remedy: "Name a file in a folder that can be written.",
    cause: error,
  });
}

/**
 * Writes the vectors of all chunks into one file, by the hash of the embedded text: no text and no path leaves the
 * index. The file appears whole by one rename.
 * @throws IsovecError `Cancelled`, `InputInvalid` when the file cannot be written
 */
export async function exportPack(
  { vectors }: Pick<IndexStore, "vectors">,
  source: Pick<VectorSource, "ofTexts">,
  { id, model, dimensions }: Pick<VectorSpace, "id" | "model" | "dimensions">,
  file: string,
  signal?: AbortSignal,
): Promise<WrittenPack> {
  const unfinished = `${file}.${randomUUID()}.unfinished`;
  try {
    const handle = await open(unfinished, "wx");
    const hash = packHash();
    let bytes = 0;
    const write = async (content: Uint8Array): Promise<void> => {
      hash.update(content);
      bytes += content.byteLength;
      await handle.writeFile(content);
    };
    const header: PackHeader = {
      ...{ format: "isovec-pack", version: packVersion, vectorSpace: id, model, dimensions },
      vectors: vectors.usedTexts(),
    };
    let written = 0;
    try {
      await write(Buffer.from(`${JSON.stringify(header)}\n`));
      for (let after = 0; written < header.vectors; ) {
        throwIfCancelled(signal);
        const page = vectors.usedHashes(after, Math.min(vectorsAtOnce, header.vectors - written));
        const last = page.at(-1);
        if (last === undefined) break;
        after = last.id;
        const found = await source.ofTexts(
          page.map(({ id }) => id),
          signal,
        );
        written += found.size;
        const records = Buffer.alloc(found.size * recordBytes(header));
        let start = 0;
        for (const { id, sha256 } of page) {
          const vector = found.get(id);
          if (vector === undefined) continue;
          records.set(sha256, start);
          for (const [at, value] of vector.entries())
            records.writeFloatLE(value, start + sha256.length + at * 4);
          start += recordBytes(header);
        }
        await write(records);
      }
      const digest = hash.digest();
      await handle.writeFile(digest);
      bytes += digest.byteLength;
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (written !== header.vectors) {
      throw new IsovecError("IndexBusy", "The index changed while it was exported.", {
        remedy: "Export it again when nothing writes it.",
        retryable: true,
      });
    }
    await rename(unfinished, file);
    return { file, bytes, vectors: written };
  } catch (error) {
    // Where the folder is none there is nothing to remove either.
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw IsovecError.is(error) ? error : unwritable(file, error);
  }
}
