import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { unpackTar } from "modern-tar";

/** A package as the lock file pins it. */
export interface LockedPackage {
  readonly version: string;
  /** `sha512-` and the digest of its archive in base64. */
  readonly integrity: string;
}

function digestOf(archive: Buffer): string {
  return `sha512-${createHash("sha512").update(archive).digest("base64")}`;
}

async function download(name: string, { version, integrity }: LockedPackage): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "isovec-package-"));
  try {
    const parameters = [
      "pack",
      `${name}@${version}`,
      "--json",
      "--ignore-scripts",
      `--pack-destination=${folder}`,
    ];
    const { stdout } = await promisify(execFile)("npm", parameters, {
      cwd: folder,
      shell: process.platform === "win32",
    });
    const [packed] = JSON.parse(stdout) as { readonly filename: string }[];
    const archive = await readFile(join(folder, packed?.filename ?? ""));
    if (digestOf(archive) === integrity) return archive;
    throw new Error(`${name}@${version} is not what package-lock.json pins: ${digestOf(archive)}.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readKept(path: string, { integrity }: LockedPackage): Promise<Buffer | undefined> {
  try {
    const archive = await readFile(path);
    return digestOf(archive) === integrity ? archive : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads one file of a package of another platform, which npm does not install here. The archive comes from the registry,
 * is held against the lock file's digest, and kept.
 *
 * @param path relative to the package's folder
 * @param cache absolute, created when needed
 * @throws Error when it cannot be had or is another
 */
export async function readFromRegistry(
  name: string,
  path: string,
  locked: LockedPackage,
  cache: string,
): Promise<Buffer> {
  const kept = join(cache, `${name.replaceAll("/", "+")}-${locked.version}.tgz`);
  const archive = (await readKept(kept, locked)) ?? (await download(name, locked));
  await mkdir(cache, { recursive: true });
  // Another run may do the same at the same time.
  const partial = `${kept}.${process.pid}`;
  await writeFile(partial, archive);
  await rename(partial, kept);
  const entries = await unpackTar(await promisify(gunzip)(archive));
  const entry = entries.find(({ header }) => header.name === `package/${path}`);
  if (entry?.data === undefined) throw new Error(`${name}@${locked.version} has no file ${path}.`);
  return Buffer.from(entry.data);
}
