import { IsovecError } from "@isovec/core";
import type { FileDigest } from "../store/file-digest.ts";
import type { HubConnection } from "./hub-connection.ts";
import type { HubFile } from "./model-listing.ts";
import { type Persistence, persistently } from "./retries.ts";

/** A file that can be verified. */
export interface KnownFile {
  /** Relative to the model's folder. */
  readonly path: string;
  /** Below the hub's address. */
  readonly address: string;
  /** For people. */
  readonly what: string;
  readonly bytes: number;
  readonly digest: FileDigest;
}

/**
 * A file with its size and its digest. Mirrors that list neither name them when they are asked for the file.
 * @param model `org/name`
 * @throws IsovecError `BackendUnavailable` when the hub names no digest: what cannot be verified is not taken
 */
export async function knownFile(
  connection: HubConnection,
  model: { readonly id: string; readonly commit: string },
  { path, bytes, digest }: HubFile,
  persistence: Persistence,
): Promise<KnownFile> {
  const spelled = path.split("/").map(encodeURIComponent).join("/");
  const address = `/${model.id}/resolve/${model.commit}/${spelled}`;
  const what = `${path} of ${model.id}`;
  if (bytes !== undefined && digest !== undefined) return { path, address, what, bytes, digest };
  const { linked } = await persistently(persistence, async () => {
    const answer = await connection.ask({ method: "HEAD", path: address, what, signal: persistence.signal });
    answer.close();
    return answer;
  });
  if (linked.bytes !== undefined && linked.digest !== undefined)
    return { path, address, what, bytes: linked.bytes, digest: linked.digest };
  throw new IsovecError(
    "BackendUnavailable",
    `${connection.host} names no size and no hash for ${what}, so that it could not be verified.`,
    { remedy: "Ask another hub: see hubUrl and HF_ENDPOINT." },
  );
}
