import { basename, dirname } from "node:path";
import { IsovecError } from "../../errors/isovec-error.ts";
import { containedFile } from "../contained-file.ts";
import { folderFiles } from "../folder-files.ts";
import { readObject } from "../read-json.ts";

/** How a checkpoint of several files ends its index (transformers, SAFE_WEIGHTS_INDEX_NAME). */
export const indexSuffix = ".safetensors.index.json";

/** Each shard holds a file open; the largest published checkpoints have fewer than 200. */
const mostShards = 256;

export interface ShardIndex {
  /** Tensor -> name of the file that it lies in. */
  readonly shardOf: ReadonlyMap<string, string>;
  /** Name -> path of every shard, in the order of their names. */
  readonly shards: ReadonlyMap<string, string>;
}

function corrupt(index: string, what: string): IsovecError {
  return new IsovecError("ModelCorrupt", `${index} ${what}.`, { remedy: "Fetch the model again." });
}

/** A name without folders: shards lie beside their index. */
function isShardName(name: unknown): name is string {
  return typeof name === "string" && /^[^/\\:]+\.safetensors$/.test(name);
}

/**
 * Reads the index of a checkpoint in several files, `weight_map`: tensor -> file beside the index.
 * @param index path of a `….safetensors.index.json`
 * @throws IsovecError `ModelCorrupt` for an index that is none or names a file elsewhere, `ModelNotFound` for a missing shard
 */
export async function readShardIndex(index: string): Promise<ShardIndex> {
  const directory = dirname(index);
  const { weight_map } = await readObject(folderFiles(directory), basename(index));
  if (typeof weight_map !== "object" || weight_map === null || Array.isArray(weight_map)) {
    throw corrupt(index, "has no weight_map");
  }
  const shardOf = new Map<string, string>();
  for (const [tensor, name] of Object.entries(weight_map)) {
    if (!isShardName(name)) {
      throw corrupt(
        index,
        `puts tensor ${tensor} into ${JSON.stringify(name)}, which is no safetensors file beside it`,
      );
    }
    shardOf.set(tensor, name);
  }
  const names = [...new Set(shardOf.values())].sort();
  if (names.length === 0 || names.length > mostShards) {
    throw corrupt(index, `names ${names.length} shards, not 1 to ${mostShards}`);
  }
  const shards = new Map<string, string>();
  for (const name of names) {
    const path = await containedFile(directory, name);
    if (path === undefined) {
      throw new IsovecError("ModelNotFound", `${index} names the shard ${name}, which is missing.`, {
        remedy: "Fetch all of the model's safetensors files.",
      });
    }
    shards.set(name, path);
  }
  return { shardOf, shards };
}
