import { createHash } from "node:crypto";
import { isGraph } from "./is-graph.ts";
import { sha256OfFile } from "./manifest.ts";
import { readOnnx } from "./onnx/read-onnx.ts";
import { indexSuffix, readShardIndex } from "./safetensors/shard-index.ts";

/**
 * All files that the weights lie in: a safetensors file, an index and its shards, a graph and the files of its tensors.
 * @throws IsovecError `ModelCorrupt`, `ModelNotFound` for a missing shard
 */
export async function weightsFiles(weightsFile: string): Promise<string[]> {
  if (weightsFile.endsWith(indexSuffix)) {
    return [weightsFile, ...(await readShardIndex(weightsFile)).shards.values()];
  }
  if (isGraph(weightsFile)) return [weightsFile, ...(await readOnnx(weightsFile)).externalFiles];
  return [weightsFile];
}

/** sha256, hex, of the weights: of the one file, or of the hashes of several. */
export async function sha256OfWeights(weightsFile: string): Promise<string> {
  const hashes: string[] = [];
  for (const file of await weightsFiles(weightsFile)) hashes.push(await sha256OfFile(file));
  const [only] = hashes;
  if (hashes.length === 1 && only !== undefined) return only;
  return createHash("sha256").update(hashes.join("\n")).digest("hex");
}
