import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  IsovecError,
  type ModelManifest,
  manifestFile,
  readManifest,
  SafetensorsFile,
  weightsFingerprint,
} from "@isovec/core";
import { replaceFile } from "../../convert/replace-file.ts";
import { weightsFile } from "../needed-files.ts";
import { type FileDigest, holdAgainst } from "./file-digest.ts";

type Entry = ModelManifest["files"][number];

/** Puts a model's folder together beside its place, so that a folder in place is a whole and verified model. */
export class ModelAssembly {
  private readonly entries = new Map<string, Entry>();

  constructor(
    /** Where the model is to lie. */
    readonly directory: string,
    /** Where its files are gathered. */
    readonly unfinished: string,
  ) {}

  /** The files that were taken before, in case that the model is here already. */
  async before(): Promise<string[]> {
    const manifest = await readManifest(this.directory).catch(() => undefined);
    return manifest?.files.map(({ path }) => path) ?? [];
  }

  /** Where a file that is not here yet has to be put. */
  placeFor(path: string): string {
    return join(this.unfinished, path);
  }

  /** Absolute path of a file that was taken. */
  fileOf(path: string): string {
    const gathered = this.placeFor(path);
    return existsSync(gathered) ? gathered : join(this.directory, path);
  }

  /** Whether a file is here, from an earlier run or in the model's own folder, and is what it should be. */
  async has(path: string, bytes: number, digest: FileDigest): Promise<boolean> {
    for (const file of [this.placeFor(path), join(this.directory, path)]) {
      const stats = await stat(file).catch(() => undefined);
      if (stats?.isFile() !== true || stats.size !== bytes) continue;
      const { sha256, matches } = await holdAgainst(file, bytes, digest);
      if (!matches) continue;
      this.take({ path, bytes, sha256 });
      return true;
    }
    return false;
  }

  /** Counts a file as part of the model. */
  take(entry: Entry): void {
    this.entries.set(entry.path, entry);
  }

  /**
   * What the manifest says of the weights. Those in several files are left to whoever reads the model.
   * @throws IsovecError `ModelCorrupt` when they are no safetensors
   */
  async describeWeights(): Promise<Pick<ModelManifest, "weightsDtype" | "weightsFingerprint">> {
    if (!this.entries.has(weightsFile)) return { weightsDtype: "" };
    const file = this.fileOf(weightsFile);
    const weights = await SafetensorsFile.open(file);
    const dtypes = [...new Set([...weights.tensors.values()].map(({ dtype }) => dtype))].sort();
    await weights.close();
    return { weightsDtype: dtypes.join(", "), weightsFingerprint: await weightsFingerprint(file) };
  }

  /** @throws IsovecError `BackendUnavailable` when the disk has less than so many bytes left */
  async assertRoom(bytes: number): Promise<void> {
    await mkdir(this.unfinished, { recursive: true });
    const { bavail, bsize } = await statfs(this.unfinished);
    const free = bavail * bsize;
    if (free >= bytes) return;
    throw new IsovecError(
      "BackendUnavailable",
      `The disk of ${dirname(this.unfinished)} has ${free} bytes left, and ${bytes} are needed.`,
      { remedy: "Free some space, or set another cacheDirectory." },
    );
  }

  /**
   * Puts the model in its place: a new one by one rename; to one that is there already, files are added and mended one by
   * one, its manifest last.
   * @param assertHeld throws when another process has taken over
   */
  async publish(described: Omit<ModelManifest, "files">, assertHeld: () => Promise<void>): Promise<void> {
    const manifest: ModelManifest = { ...described, files: this.sorted() };
    const isNew = !existsSync(this.directory);
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await mkdir(this.unfinished, { recursive: true });
    await assertHeld();
    if (!isNew) {
      for (const path of this.entries.keys()) {
        if (!existsSync(this.placeFor(path))) continue;
        await mkdir(dirname(join(this.directory, path)), { recursive: true });
        await rename(this.placeFor(path), join(this.directory, path));
      }
    }
    const place = isNew ? this.unfinished : this.directory;
    await replaceFile(join(place, manifestFile), async (handle) => {
      await handle.writeFile(text);
    });
    if (isNew) await rename(this.unfinished, this.directory);
    else await rm(this.unfinished, { recursive: true, force: true });
  }

  private sorted(): Entry[] {
    return [...this.entries.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }
}
