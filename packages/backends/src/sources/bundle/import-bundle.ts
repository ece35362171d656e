import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { IsovecError, type ModelManifest, throwIfCancelled } from "@isovec/core";
import { unwritable } from "../../convert/cache/unwritable-cache.ts";
import { systemClock } from "../../peer/clock.ts";
import { ModelAssembly } from "../store/model-assembly.ts";
import { defaultRevision, ModelStore } from "../store/model-store.ts";
import { acquireLock } from "../store/store-lock.ts";
import { placeOfBundle } from "./bundle-manifest.ts";
import { BundleReader } from "./bundle-reader.ts";

export interface ImportOptions {
  /** The bundle. */
  readonly file: string;
  readonly cacheDirectory: string;
  readonly signal?: AbortSignal | undefined;
  /** One short line on a wait. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

export interface ImportedModel {
  /** `org/name`, or `local/NAME` of a model that is on no hub. */
  readonly id: string;
  readonly commit: string;
  /** Absolute path of the model's folder. */
  readonly directory: string;
  readonly bytes: number;
}

async function importInto(
  reader: BundleReader,
  manifest: ModelManifest,
  assembly: ModelAssembly,
  assertHeld: () => Promise<void>,
): Promise<void> {
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  await assembly.assertRoom(bytes);
  await reader.unpack(manifest, assembly);
  const { weightsFingerprint } = await assembly.describeWeights();
  const { files: _files, ...described } = manifest;
  // It decides which vectors may be compared, so it is not taken on trust.
  if ((described.weightsFingerprint ?? weightsFingerprint) !== weightsFingerprint) {
    throw new IsovecError("ModelCorrupt", "The bundle's manifest has the fingerprint of other weights.", {
      remedy: "Make it again with `isovec bundle`.",
    });
  }
  await assembly.publish({ ...described, ...(weightsFingerprint && { weightsFingerprint }) }, assertHeld);
}

/**
 * Puts the model of a bundle into the store. No network is used.
 * @throws IsovecError `ModelCorrupt` for a file that is no bundle, is damaged, or holds what no model has: links, paths that
 *   leave the folder, pickles; `BackendUnavailable` when the store cannot be written; `Cancelled`
 */
export async function importBundle(options: ImportOptions): Promise<ImportedModel> {
  const { cacheDirectory, onNotice = () => undefined } = options;
  const signal = options.signal ?? new AbortController().signal;
  const store = new ModelStore(cacheDirectory);
  try {
    const reader = await BundleReader.open(resolve(options.file), signal);
    const manifest = await reader.manifest();
    const { id, commit } = placeOfBundle(manifest);
    await mkdir(store.modelDirectory(id), { recursive: true });
    const onWait = (owner: string): void =>
      onNotice(`${id} is being written already (${owner}); waiting for it.`);
    const lock = await acquireLock(store.lockFile(id, commit), { clock: systemClock, signal, onWait });
    const directory = store.commitDirectory(id, commit);
    try {
      const assembly = new ModelAssembly(directory, store.unfinishedDirectory(id, commit));
      await importInto(reader, manifest, assembly, lock.assertHeld);
    } finally {
      await lock.release();
    }
    if (manifest.revision === undefined) await store.recordRevision(id, defaultRevision, commit);
    return { id, commit, directory, bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0) };
  } catch (error) {
    throwIfCancelled(signal);
    throw unwritable(store.directory, error);
  }
}
