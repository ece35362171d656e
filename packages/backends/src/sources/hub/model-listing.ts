import { IsovecError } from "@isovec/core";
import { z } from "zod";
import { digestFrom, type FileDigest } from "../store/file-digest.ts";
import { isCommit } from "../store/model-store.ts";
import type { HubConnection } from "./hub-connection.ts";
import { connectionFailure } from "./hub-failure.ts";
import { Passing, type Persistence, persistently } from "./retries.ts";

export interface HubFile {
  /** Relative to the model's folder, forward slashes. Not checked. */
  readonly path: string;
  /** Undefined where the hub does not say, as some mirrors. */
  readonly bytes: number | undefined;
  readonly digest: FileDigest | undefined;
}

/** What a hub has of a model at one commit. */
export interface ModelListing {
  /** `org/name` as the hub spells it. */
  readonly id: string;
  readonly commit: string;
  readonly files: readonly HubFile[];
  /** As the model's page names it; empty where it does not. */
  readonly licence: string;
}

/** More than any model's listing has. */
const largestListing = 16 * 1024 * 1024;

const sibling = z.object({
  rfilename: z.string(),
  size: z.int().nonnegative().optional(),
  blobId: z.string().optional(),
  lfs: z.object({ sha256: z.string().optional(), size: z.int().nonnegative().optional() }).nullish(),
});

const answer = z.object({
  id: z.string().optional(),
  sha: z.string().refine(isCommit, "it is no commit"),
  siblings: z.array(sibling),
  cardData: z.object({ license: z.unknown() }).nullish().catch(undefined),
});

function fileFrom({ rfilename, size, blobId, lfs }: z.infer<typeof sibling>): HubFile {
  return lfs
    ? { path: rfilename, bytes: lfs.size ?? size, digest: digestFrom(lfs.sha256) }
    : { path: rfilename, bytes: size, digest: digestFrom(blobId) };
}

async function textOf(
  connection: HubConnection,
  path: string,
  what: string,
  signal: AbortSignal,
): Promise<string> {
  const response = await connection.ask({ method: "GET", path, what, signal });
  const blocks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const block of response.body) {
      bytes += block.length;
      if (bytes > largestListing) break;
      blocks.push(block);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new Passing(connectionFailure(response.host, error));
  }
  return Buffer.concat(blocks).toString("utf8");
}

function broken(host: string, what: string): IsovecError {
  return new IsovecError(
    "BackendUnavailable",
    `The answer of ${host} about ${what} is none of a model hub.`,
    {
      remedy: "Check hubUrl or HF_ENDPOINT; a proxy or a login page may have answered in its place.",
    },
  );
}

/**
 * Asks what a model consists of, and which commit a branch or a tag is now.
 * @throws IsovecError `ModelNotFound`, `BackendUnavailable`, `Overloaded`
 */
export async function listModel(
  connection: HubConnection,
  id: string,
  revision: string,
  persistence: Persistence,
): Promise<ModelListing> {
  const what = `${id}@${revision}`;
  const path = `/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const text = await persistently(persistence, () => textOf(connection, path, what, persistence.signal));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(connection.host, what);
  }
  const parsed = answer.safeParse(value);
  if (!parsed.success) throw broken(connection.host, what);
  const { sha, siblings, cardData } = parsed.data;
  if (isCommit(revision) && sha !== revision) throw broken(connection.host, what);
  const spelled = parsed.data.id?.toLowerCase() === id.toLowerCase() ? parsed.data.id : id;
  return {
    id: spelled,
    commit: sha,
    files: siblings.map(fileFrom),
    licence: typeof cardData?.license === "string" ? cardData.license : "",
  };
}
