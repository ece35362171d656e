import { IsovecError, type StoreConfiguration } from "@isovec/core";
import { parseStoreAddress, type StoreAddress } from "./postgres/store-address.ts";
import type { VectorPlace } from "./shared-tier.ts";

/** A server that a team shares vectors through. */
export interface SharedStore {
  readonly address: StoreAddress;
  /** Where questions go, when not to the server itself. */
  readonly replica?: StoreAddress | undefined;
  readonly vectors: VectorPlace;
  /** What the folder is called there. Default: the address of its repository's remote. */
  readonly workspace?: string | undefined;
}

const variable = "ISOVEC_STORE_URL";

/**
 * The store that is configured; undefined where there is none.
 * @throws IsovecError `ConfigurationInvalid`
 */
export function sharedStoreOf(
  configured: StoreConfiguration | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): SharedStore | undefined {
  const { url, replicaUrl, vectors = "local", workspace } = configured ?? {};
  const address = url ?? environment[variable];
  if (address === undefined || address === "") {
    if (configured === undefined) return undefined;
    throw new IsovecError("ConfigurationInvalid", `store has no url, and ${variable} is not set.`, {
      remedy: "Set one of them, or take `store` out of your isovec.json.",
    });
  }
  return {
    address: parseStoreAddress(address, url === undefined ? variable : "store.url", environment),
    ...(replicaUrl !== undefined && {
      replica: parseStoreAddress(replicaUrl, "store.replicaUrl", environment),
    }),
    vectors,
    ...(workspace !== undefined && { workspace }),
  };
}
