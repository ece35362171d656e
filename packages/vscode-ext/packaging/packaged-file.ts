import { readFile } from "node:fs/promises";

/** One file of the extension's folder as it is installed. */
export interface PackagedFile {
  /** Relative to the extension's folder, with `/`. */
  readonly path: string;
  read(): Promise<Buffer>;
}

export function fileOnDisk(path: string, source: string): PackagedFile {
  return { path, read: () => readFile(source) };
}

export function writtenFile(path: string, text: string): PackagedFile {
  return { path, read: async () => Buffer.from(text) };
}
