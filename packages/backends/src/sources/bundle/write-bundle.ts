import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { IsovecError, type ModelManifest, manifestFile, throwIfCancelled } from "@isovec/core";
import { bundleManifest } from "./bundle-manifest.ts";

export interface BundleOptions {
  /** Folder of the model. */
  readonly directory: string;
  /** The file to write; it must not exist. */
  readonly output: string;
  readonly signal?: AbortSignal | undefined;
}

export interface WrittenBundle {
  /** Absolute path. */
  readonly file: string;
  readonly bytes: number;
  readonly manifest: ModelManifest;
}

/** Nobody's, of no time: one model gives the same bytes, whoever bundles it and when. */
const entryHeader = { type: "file", mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 } as const;

async function writeTar(
  directory: string,
  manifest: ModelManifest,
  output: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { createTarPacker } = await import("modern-tar");
  const { readable, controller } = createTarPacker();
  const add = async (
    name: string,
    size: number,
    blocks: AsyncIterable<Uint8Array> | Buffer[],
  ): Promise<void> => {
    const writer = controller.add({ ...entryHeader, name, size }).getWriter();
    for await (const block of blocks) await writer.write(block);
    await writer.close();
  };
  const fill = async (): Promise<void> => {
    const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    await add(manifestFile, text.length, [text]);
    for (const { path, bytes } of manifest.files) {
      await add(path, bytes, createReadStream(join(directory, path)));
    }
    controller.finalize();
  };
  const written = pipeline(
    Readable.fromWeb(readable as ReadableStream),
    createWriteStream(output, { flags: "w", flush: true }),
    ...(signal === undefined ? [] : [{ signal }]),
  );
  // A failure to write stops the reading, and the other way round; the first one is told.
  await Promise.all([written, fill().catch((error: unknown) => controller.error(error))]);
}

/**
 * Writes a model into one file that `importBundle` reads on another machine: a tar of its manifest, which has size and
 * sha256 of every other file, and of those files. It appears under its name when it is whole.
 * @throws IsovecError `ModelNotFound`, `ModelCorrupt`, `InputInvalid` when the output exists or cannot be written,
 *   `Cancelled`
 */
export async function writeBundle({ directory, output, signal }: BundleOptions): Promise<WrittenBundle> {
  const file = resolve(output);
  if (existsSync(file)) {
    throw new IsovecError("InputInvalid", `The output ${file} exists, and nothing is overwritten.`, {
      remedy: "Name a new file with --output.",
    });
  }
  const manifest = await bundleManifest(directory);
  const partial = `${file}.partial`;
  try {
    await writeTar(directory, manifest, partial, signal);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throwIfCancelled(signal);
    const { code } = error as NodeJS.ErrnoException;
    if (IsovecError.is(error) || code === undefined) throw error;
    throw new IsovecError("InputInvalid", `The output ${file} cannot be written (${code}).`, {
      remedy: "Name another file with --output.",
      cause: error,
    });
  }
  return { file, bytes: (await stat(file)).size, manifest };
}
