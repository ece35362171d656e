import { readFile } from "node:fs/promises";
import { assertSafePath } from "../model-path.ts";
import { type FoundFiles, firstFiles, onnxFile, restOfFiles } from "../needed-files.ts";
import type { ModelAssembly } from "../store/model-assembly.ts";
import { downloadFile } from "./download-file.ts";
import type { HubConnection } from "./hub-connection.ts";
import { type KnownFile, knownFile } from "./known-file.ts";
import type { ModelListing } from "./model-listing.ts";
import type { Persistence } from "./retries.ts";

export interface PullProgress {
  /** The file on its way, relative to the model's folder. */
  readonly file: string;
  /** Of the whole model, as far as it is known by then. */
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface FetchParts {
  readonly connection: HubConnection;
  readonly listing: ModelListing;
  readonly assembly: ModelAssembly;
  readonly persistence: Persistence;
  /** Takes `onnx/model.onnx` too. */
  readonly onnx: boolean;
  readonly onProgress: (progress: PullProgress) => void;
}

class Fetching {
  private doneBytes = 0;
  private totalBytes = 0;
  fetchedBytes = 0;

  constructor(private readonly parts: FetchParts) {}

  /** Takes what is here already and fetches the rest. */
  async take(paths: readonly string[]): Promise<void> {
    const { assembly } = this.parts;
    const missing: KnownFile[] = [];
    for (const path of paths) {
      const file = await this.known(path);
      this.totalBytes += file.bytes;
      if (await assembly.has(path, file.bytes, file.digest)) this.doneBytes += file.bytes;
      else missing.push(file);
    }
    await assembly.assertRoom(missing.reduce((sum, { bytes }) => sum + bytes, 0));
    for (const file of missing) await this.fetch(file);
  }

  private async known(path: string): Promise<KnownFile> {
    const { connection, listing, persistence } = this.parts;
    assertSafePath(path, listing.id);
    const listed = listing.files.find((file) => file.path === path);
    if (listed === undefined) throw new Error(`${path} is not listed`);
    return knownFile(connection, listing, listed, persistence);
  }

  private async fetch({ path, address, what, bytes, digest }: KnownFile): Promise<void> {
    const { connection, assembly, persistence, onProgress } = this.parts;
    const target = assembly.placeFor(path);
    let before: number | undefined;
    const sha256 = await downloadFile(
      connection,
      { path: address, what, bytes, digest, target },
      persistence,
      (onDisk) => {
        // What an earlier process left is not fetched again.
        before ??= onDisk;
        onProgress({ file: path, bytes: this.doneBytes + onDisk, totalBytes: this.totalBytes });
      },
    );
    assembly.take({ path, bytes, sha256 });
    this.doneBytes += bytes;
    this.fetchedBytes += bytes - (before ?? bytes);
  }
}

/**
 * Fetches what a model needs and is not here. The metadata come first: they name the rest, and a model that cannot be used
 * is refused before its weights are on their way.
 * @returns bytes that came over the network
 * @throws IsovecError as `firstFiles`, `restOfFiles` and `downloadFile`
 */
export async function fetchFiles(parts: FetchParts): Promise<number> {
  const { listing, assembly } = parts;
  const found: FoundFiles = { source: listing.id, paths: new Set(listing.files.map(({ path }) => path)) };
  const hadGraph = (await assembly.before()).includes(onnxFile) && found.paths.has(onnxFile);
  const fetching = new Fetching(parts);
  await fetching.take(firstFiles(found, parts.onnx));
  const readText = (path: string): Promise<string> => readFile(assembly.fileOf(path), "utf8");
  await fetching.take(await restOfFiles(found, parts.onnx || hadGraph, readText));
  return fetching.fetchedBytes;
}
