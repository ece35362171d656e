import type { VectorSpace } from "@isovec/core";
import type { IndexStore } from "../store/index-store.ts";
import { ContentVectors } from "./postgres/content-vectors.ts";
import { Database } from "./postgres/database.ts";
import { SharedMarks } from "./shared-marks.ts";
import type { SharedStore } from "./shared-store.ts";
import { SharedTier } from "./shared-tier.ts";
import { workspaceName } from "./workspace-name.ts";

const gitMs = 5_000;

export interface OpenSharedTierOptions {
  readonly root: string;
  readonly store: IndexStore;
  readonly space: VectorSpace;
  readonly shared: SharedStore;
  readonly onNotice: (sentence: string) => void;
}

/** Connects to nothing yet: that is for the first refresh or search. */
export async function openSharedTier(
  options: OpenSharedTierOptions,
): Promise<{ readonly store: IndexStore; readonly tier: SharedTier }> {
  const { root, space, shared, onNotice } = options;
  const { address, replica, vectors: place } = shared;
  const marks = await SharedMarks.open(options.store, address.place);
  const store =
    place === "local" ? options.store : await options.store.through(space, { unlessIn: marks.records });
  const workspace = shared.workspace ?? (await workspaceName(root, AbortSignal.timeout(gitMs)));
  const writer = new Database(address);
  const reader = replica === undefined ? writer : new Database(replica);
  const content = new ContentVectors({ reader, writer }, { space, workspace });
  return { store, tier: new SharedTier({ store, marks, content, place, onNotice }) };
}
