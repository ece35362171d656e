import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type HubReference, IsovecError, readManifest, spelledReference } from "@isovec/core";
import { ModelStore } from "./model-store.ts";

/** A model in the store. */
export interface StoredModel {
  /** `org/name` as the hub spells it. */
  readonly id: string;
  readonly commit: string;
  /** Branches and tags that were this commit when it was pulled. */
  readonly revisions: readonly string[];
  /** Absolute path. */
  readonly directory: string;
  /** On the disk, a download on its way included. */
  readonly bytes: number;
  /** False while only a part of it has been downloaded. */
  readonly isWhole: boolean;
}

async function bytesIn(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function describe(store: ModelStore, folder: string, commit: string): Promise<StoredModel> {
  const id = folder.replace("--", "/");
  const directory = store.commitDirectory(id, commit);
  const manifest = await readManifest(directory).catch(() => undefined);
  const sizes = await Promise.all([bytesIn(directory), bytesIn(store.unfinishedDirectory(id, commit))]);
  return {
    // A model that was made on some machine is on no hub under its source.
    id: manifest?.revision === undefined ? id : manifest.source,
    commit,
    revisions: store.revisionsOf(id, commit),
    directory,
    bytes: sizes[0] + sizes[1],
    isWhole: manifest !== undefined,
  };
}

/** The models of a store, by name. */
export async function storedModels(cacheDirectory: string): Promise<StoredModel[]> {
  const store = new ModelStore(cacheDirectory);
  const folders = await readdir(store.directory).catch(() => []);
  const models: StoredModel[] = [];
  for (const folder of folders.filter((name) => name.includes("--")).sort()) {
    for (const commit of await store.commits(folder.replace("--", "/"))) {
      models.push(await describe(store, folder, commit));
    }
  }
  return models;
}

/**
 * Removes a model of the store; without a revision, all its commits.
 * @returns what was removed
 * @throws IsovecError `ModelNotFound`
 */
export async function removeStoredModels(
  cacheDirectory: string,
  reference: HubReference,
): Promise<StoredModel[]> {
  const store = new ModelStore(cacheDirectory);
  const { id, revision } = reference;
  const models = (await storedModels(cacheDirectory)).filter(
    (model) =>
      model.id.toLowerCase() === id.toLowerCase() &&
      (revision === undefined || model.revisions.includes(revision) || isStartOf(revision, model.commit)),
  );
  if (models.length === 0) {
    throw new IsovecError("ModelNotFound", `${spelledReference(reference)} has not been pulled.`, {
      remedy: "`isovec models` lists what has.",
    });
  }
  for (const { commit } of models) await store.removeCommit(id, commit);
  await store.forget(id);
  return models;
}

function isStartOf(revision: string, commit: string): boolean {
  return /^[0-9a-f]{7,40}$/.test(revision) && commit.startsWith(revision);
}
