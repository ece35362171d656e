import { mkdir } from "node:fs/promises";
import { type HubReference, readManifest, throwIfCancelled, verifyManifest } from "@isovec/core";
import { unwritable } from "../convert/cache/unwritable-cache.ts";
import { type Clock, systemClock } from "../peer/clock.ts";
import { fetchFiles, type PullProgress } from "./hub/fetch-files.ts";
import { HubConnection } from "./hub/hub-connection.ts";
import type { HubSettings } from "./hub/hub-settings.ts";
import { listModel, type ModelListing } from "./hub/model-listing.ts";
import type { Persistence } from "./hub/retries.ts";
import { onnxFile } from "./needed-files.ts";
import { ModelAssembly } from "./store/model-assembly.ts";
import { defaultRevision, isCommit, ModelStore } from "./store/model-store.ts";
import { acquireLock } from "./store/store-lock.ts";

export interface PullOptions {
  readonly reference: HubReference;
  readonly settings: HubSettings;
  readonly cacheDirectory: string;
  /** Takes `onnx/model.onnx` too. */
  readonly onnx?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  /** One short line on a wait, or on what went wrong and is tried again. */
  readonly onNotice?: ((message: string) => void) | undefined;
  /** Time and chance, for tests. */
  readonly clock?: Clock | undefined;
}

export interface PulledModel {
  /** `org/name` as the hub spells it. */
  readonly id: string;
  readonly commit: string;
  /** Absolute path of the model's folder. */
  readonly directory: string;
  /** Of all its files. */
  readonly bytes: number;
  /** Of what came over the network. */
  readonly fetchedBytes: number;
}

async function describe(directory: string, fetchedBytes: number): Promise<PulledModel> {
  const manifest = await readManifest(directory);
  if (manifest?.revision === undefined) throw new Error(`${directory} has no manifest of a pulled model`);
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return { id: manifest.source, commit: manifest.revision, directory, bytes, fetchedBytes };
}

/** A model that is named by its commit cannot have changed: nobody has to be asked when it is here and whole. */
async function alreadyHere({
  reference,
  cacheDirectory,
  onnx,
}: PullOptions): Promise<PulledModel | undefined> {
  if (reference.revision === undefined || !isCommit(reference.revision)) return undefined;
  const directory = new ModelStore(cacheDirectory).find(reference);
  if (directory === undefined) return undefined;
  try {
    const manifest = await readManifest(directory);
    if (manifest === undefined) return undefined;
    if (onnx && !manifest.files.some(({ path }) => path === onnxFile)) return undefined;
    await verifyManifest(directory, manifest);
    return await describe(directory, 0);
  } catch {
    // Damaged: what is wrong is fetched again.
    return undefined;
  }
}

async function pullInto(
  store: ModelStore,
  connection: HubConnection,
  listing: ModelListing,
  persistence: Persistence,
  { onnx = false, onProgress = () => undefined }: PullOptions,
): Promise<PulledModel> {
  const { id, commit, licence } = listing;
  await mkdir(store.modelDirectory(id), { recursive: true });
  const lock = await acquireLock(store.lockFile(id, commit), {
    clock: persistence.clock,
    signal: persistence.signal,
    onWait: (owner) => persistence.onWait(`${id} is being pulled already (${owner}); waiting for it.`),
  });
  try {
    const directory = store.commitDirectory(id, commit);
    const assembly = new ModelAssembly(directory, store.unfinishedDirectory(id, commit));
    const fetched = await fetchFiles({ connection, listing, assembly, persistence, onnx, onProgress });
    const described = { name: id, source: id, licence, revision: commit };
    await assembly.publish({ ...described, ...(await assembly.describeWeights()) }, lock.assertHeld);
    return await describe(directory, fetched);
  } finally {
    await lock.release();
  }
}

/**
 * Fetches a model from a hub into the store: only the files that a vector depends on, each verified, none of them a
 * pickle. What is here already is verified and kept, what is damaged is mended, an interrupted download is continued, and
 * two processes do not fetch the same.
 * @throws IsovecError `ModelNotFound`, `ModelCorrupt`, `BackendUnavailable`, `Overloaded`, `HostNotAllowed`,
 *   `ConfigurationInvalid`, `Cancelled`
 */
export async function pullModel(options: PullOptions): Promise<PulledModel> {
  const here = await alreadyHere(options);
  if (here !== undefined) return here;
  const { reference, settings, cacheDirectory, clock = systemClock, onNotice = () => undefined } = options;
  const signal = options.signal ?? new AbortController().signal;
  const persistence: Persistence = { clock, signal, onWait: onNotice };
  const revision = reference.revision ?? defaultRevision;
  const store = new ModelStore(cacheDirectory);
  const connection = await HubConnection.open(settings);
  try {
    throwIfCancelled(signal);
    const listing = await listModel(connection, reference.id, revision, persistence);
    const pulled = await pullInto(store, connection, listing, persistence, options);
    await store.recordRevision(listing.id, revision, listing.commit);
    return pulled;
  } catch (error) {
    throwIfCancelled(signal);
    throw unwritable(store.directory, error);
  } finally {
    await connection.close();
  }
}
