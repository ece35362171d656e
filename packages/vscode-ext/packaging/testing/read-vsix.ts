import { buffer } from "node:stream/consumers";
import { openPromise } from "yauzl";

export interface VsixEntry {
  readonly path: string;
  readonly content: Buffer;
  /** Two numbers as MS-DOS holds them. */
  readonly time: string;
  /** Bits of a Unix file. */
  readonly mode: number;
}

/** Every entry of a package, in its order. */
export async function readVsix(path: string): Promise<VsixEntry[]> {
  const archive = await openPromise(path);
  const entries: VsixEntry[] = [];
  for await (const entry of archive.eachEntry()) {
    entries.push({
      path: entry.fileName,
      content: await buffer(await archive.openReadStreamPromise(entry)),
      time: `${entry.lastModFileDate} ${entry.lastModFileTime}`,
      mode: entry.externalFileAttributes >>> 16,
    });
  }
  return entries;
}
