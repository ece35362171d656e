import { stat } from "node:fs/promises";
import { IsovecError, type TextEmbedder, type VectorSpace } from "@isovec/core";
import type { Chunker } from "./chunk/chunker.ts";
import { StructureChunker } from "./chunk/structure-chunker.ts";
import type { CodeIndex } from "./code-index.ts";
import { DiskFolder } from "./discover/disk-folder.ts";
import { Patience } from "./discover/patience.ts";
import { QuickTier } from "./quick-tier.ts";
import type { Reranker } from "./search/reranker.ts";
import { prepareStateDirectory, realRoot, stateDirectoryFor } from "./state-directory.ts";
import { IndexStore } from "./store/index-store.ts";
import type { VectorTier } from "./vector-maker.ts";
import { openSharedTier } from "./vectors/open-shared-tier.ts";
import type { SharedStore } from "./vectors/shared-store.ts";
import { FolderWatches } from "./watch/folder-watches.ts";
import { WorkspaceIndex } from "./workspace-index.ts";

export interface OpenCodeIndexOptions {
  /** The folder to index. */
  readonly root: string;
  /** Where the database is kept. Default: `stateDirectoryFor(root)`. */
  readonly stateDirectory?: string;
  /** What the vectors mean. Known from the model's metadata, so that an index opens before an engine is loaded. */
  readonly vectorSpace: VectorSpace;
  /** The engine, or a function that gives it when it is needed. The index does not dispose it. */
  readonly embedder: TextEmbedder | (() => Promise<TextEmbedder>);
  /** A space whose vectors are there within seconds and answer until the model's are. */
  readonly quickTier?: VectorTier | undefined;
  /** Default: along what the code defines, under the tokens that the model reads. */
  readonly chunker?: Chunker;
  /** A server through which vectors are shared with others. */
  readonly shared?: SharedStore | undefined;
  /** What puts the best hits of a search in order once more. The index does not dispose it. */
  readonly reranker?: Reranker | undefined;
  /** Bytes over which vectors of other models and other branches are dropped early. Default 4,096 MB. */
  readonly limitBytes?: number | undefined;
  /** Told in a sentence what was done about a damaged database. */
  readonly onNotice?: (sentence: string) => void;
}

async function checkRoot(root: string): Promise<void> {
  const stats = await new Patience(root).wait(root, () => stat(root).catch(() => undefined));
  if (stats?.isDirectory()) return;
  throw new IsovecError("InputInvalid", `There is no folder ${root}.`, {
    remedy: "Name the folder of a workspace.",
  });
}

/** The folder's name holds only a hash of the root; `isovec status` tells the root itself. */
async function noteRoot({ connection, settings }: IndexStore, root: string): Promise<void> {
  if (settings.get("root") !== root) await connection.write(() => settings.set("root", root));
}

/**
 * Opens the index of a folder, making it when there is none. Reads nothing of the workspace yet: `refresh` does.
 * @throws IsovecError `InputInvalid` when the root is no folder, `IndexUnavailable` when the state folder or the
 *   database cannot be used, `Timeout` when the root's drive does not answer
 */
export async function openCodeIndex(options: OpenCodeIndexOptions): Promise<CodeIndex> {
  await checkRoot(options.root);
  const root = realRoot(options.root);
  const stateDirectory = options.stateDirectory ?? stateDirectoryFor(root);
  prepareStateDirectory(stateDirectory);
  const { embedder, vectorSpace } = options;
  const onNotice = options.onNotice ?? (() => undefined);
  const own = await IndexStore.open(stateDirectory, vectorSpace, onNotice);
  await noteRoot(own, root);
  const { shared } = options;
  const { store, tier } =
    shared === undefined
      ? { store: own, tier: undefined }
      : await openSharedTier({ root, store: own, space: vectorSpace, shared, onNotice });
  // Nothing is gained by a tier beside the one that it is.
  const quick = options.quickTier?.vectorSpace.id === vectorSpace.id ? undefined : options.quickTier;
  return new WorkspaceIndex({
    root,
    files: new DiskFolder(root),
    watches: new FolderWatches({ root, store, onNotice }),
    store,
    chunker: options.chunker ?? new StructureChunker(vectorSpace.maxTokens),
    vectorSpace,
    onNotice,
    limitBytes: options.limitBytes,
    shared: tier,
    reranker: options.reranker,
    quickTier: quick && (await QuickTier.open(store, quick, onNotice)),
    embedder: typeof embedder === "function" ? embedder : async () => embedder,
  });
}
