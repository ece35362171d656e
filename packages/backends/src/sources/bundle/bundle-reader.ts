import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { IsovecError, type ModelManifest, manifestFile, parseManifest } from "@isovec/core";
import type { ParsedTarEntry } from "modern-tar";
import { writeAll } from "../../convert/replace-file.ts";
import { printable } from "../../peer/printable.ts";
import { assertSafePath } from "../model-path.ts";
import type { ModelAssembly } from "../store/model-assembly.ts";

type Entry = ModelManifest["files"][number];

/** No manifest comes near it. */
const largestManifest = 4 * 1024 * 1024;

/** Reads one bundle from its beginning to its end: the manifest first, which names everything that may follow. */
export class BundleReader {
  private readonly entries: AsyncIterator<ParsedTarEntry>;

  private constructor(
    private readonly file: string,
    entries: AsyncIterable<ParsedTarEntry>,
  ) {
    this.entries = entries[Symbol.asyncIterator]();
  }

  static async open(file: string, signal: AbortSignal): Promise<BundleReader> {
    const { createTarDecoder } = await import("modern-tar");
    const bytes = Readable.toWeb(createReadStream(file, { signal, highWaterMark: 1 << 18 }));
    const entries = (bytes as ReadableStream<Uint8Array>).pipeThrough(createTarDecoder({ strict: true }));
    return new BundleReader(file, entries as unknown as AsyncIterable<ParsedTarEntry>);
  }

  /** @throws IsovecError `ModelCorrupt` when the file is no bundle, or its manifest names what may be no file of a model */
  async manifest(): Promise<ModelManifest> {
    const entry = await this.next();
    if (entry?.header.name !== manifestFile || entry.header.size > largestManifest) {
      throw this.broken(`does not begin with a ${manifestFile}`);
    }
    const blocks: Uint8Array[] = [];
    for await (const block of this.blocksOf(entry)) blocks.push(block);
    const text = Buffer.concat(blocks).toString("utf8");
    const manifest = await parseManifest({
      location: this.file,
      readText: async (path) => (path === manifestFile ? text : undefined),
    });
    if (manifest === undefined) throw this.broken(`has an empty ${manifestFile}`);
    const paths = new Set<string>();
    for (const { path } of manifest.files) {
      assertSafePath(path, this.file);
      // Some disks do not tell upper from lower case.
      if (paths.has(path.toLowerCase())) throw this.broken(`names ${path} twice`);
      paths.add(path.toLowerCase());
    }
    return manifest;
  }

  /**
   * Unpacks the files that the manifest names, each verified before it gets its name.
   * @throws IsovecError `ModelCorrupt` for a link, for a file that the manifest does not name, names otherwise or names
   *   and that is not there
   */
  async unpack({ files }: ModelManifest, assembly: ModelAssembly): Promise<void> {
    const expected = new Map(files.map((file) => [file.path, file]));
    for (let entry = await this.next(); entry !== undefined; entry = await this.next()) {
      const { name, size } = entry.header;
      const file = expected.get(name);
      if (file === undefined)
        throw this.broken(`holds ${printable(name)}, which its manifest does not name once`);
      if (size !== file.bytes)
        throw this.broken(`has ${size} bytes of ${name}; its manifest says ${file.bytes}`);
      await this.unpackFile(entry, file, assembly.placeFor(name));
      assembly.take(file);
      expected.delete(name);
    }
    const [absent] = expected.keys();
    if (absent !== undefined) throw this.broken(`has no ${absent}`);
  }

  private async unpackFile(entry: ParsedTarEntry, { path, sha256 }: Entry, place: string): Promise<void> {
    await mkdir(dirname(place), { recursive: true });
    const partial = `${place}.partial`;
    const digest = createHash("sha256");
    const handle = await open(partial, "w");
    try {
      let at = 0;
      for await (const block of this.blocksOf(entry)) {
        digest.update(block);
        await writeAll(handle, block, at);
        at += block.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (digest.digest("hex") !== sha256) throw this.broken(`is damaged: ${path} does not have its sha256`);
    await rename(partial, place);
  }

  private async next(): Promise<ParsedTarEntry | undefined> {
    const { done, value } = await this.entries.next().catch((error: unknown) => {
      throw this.unreadable(error);
    });
    if (done) return undefined;
    const { name, type = "file" } = value.header as ParsedTarEntry["header"];
    if (type !== "file") throw this.broken(`holds ${printable(name)}, a ${type}; only files are taken`);
    return value;
  }

  private async *blocksOf(entry: ParsedTarEntry): AsyncGenerator<Uint8Array> {
    try {
      yield* entry.body as unknown as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw this.unreadable(error);
    }
  }

  private unreadable(error: unknown): unknown {
    const { code, name } = error as NodeJS.ErrnoException;
    if (name === "AbortError") return error;
    return this.broken(`cannot be read: ${code ?? printable((error as Error).message).replace(/\.$/, "")}`);
  }

  /** @param what completes "The bundle FILE …" */
  private broken(what: string): IsovecError {
    return new IsovecError("ModelCorrupt", `The bundle ${this.file} ${what}.`, {
      remedy: "Carry it over again, or make it again with `isovec bundle`.",
    });
  }
}
