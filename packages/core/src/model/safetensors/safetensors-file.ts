import type { FileHandle } from "node:fs/promises";
import { IsovecError } from "../../errors/isovec-error.ts";
import { openOrdinary } from "../contained-file.ts";
import { isGraph } from "../is-graph.ts";
import { bf16ToFp32, fp16ToFp32 } from "./half-precision.ts";
import { largestHeader, readHeader, type TensorEntry } from "./header.ts";
import { impostor } from "./impostor.ts";
import { indexSuffix, readShardIndex, type ShardIndex } from "./shard-index.ts";

/** One file, open. */
interface Shard {
  readonly path: string;
  readonly handle: FileHandle;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

async function readTensorTable(path: string, handle: FileHandle): Promise<Map<string, TensorEntry>> {
  const { size } = await handle.stat();
  const start = Buffer.alloc(Math.min(64, size));
  await handle.read(start, 0, start.length, 0);
  const headerBytes = size >= 8 ? Number(start.readBigUInt64LE(0)) : Number.POSITIVE_INFINITY;
  if (headerBytes > largestHeader || 8 + headerBytes > size) {
    throw new IsovecError(
      "ModelCorrupt",
      `${path} is not a valid safetensors file: it is cut short or something else.`,
      {
        remedy: impostor(start) ?? "Fetch the model again.",
      },
    );
  }
  const header = Buffer.alloc(headerBytes);
  await handle.read(header, 0, headerBytes, 8);
  return readHeader(path, header, size);
}

async function openShard(path: string): Promise<Shard> {
  const handle = await openOrdinary(path).catch((error: NodeJS.ErrnoException) => {
    if (IsovecError.is(error)) throw error;
    throw new IsovecError("ModelNotFound", `The weights ${path} cannot be opened (${error.code}).`, {
      remedy: "Check the model's folder and its permissions, or fetch the model again.",
      cause: error,
    });
  });
  try {
    return { path, handle, tensors: await readTensorTable(path, handle) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Every tensor lies in the one shard that the index names, and the index names all that are there. */
function assertAgrees(index: string, { shardOf }: ShardIndex, shards: ReadonlyMap<string, Shard>): void {
  const remedy = "The shards belong to different checkpoints: fetch the model again.";
  for (const [name, { path, tensors }] of shards) {
    for (const tensor of tensors.keys()) {
      const named = shardOf.get(tensor);
      if (named === name) continue;
      const instead =
        named === undefined ? `which ${index} does not list` : `which ${index} puts into ${named}`;
      throw new IsovecError("ModelCorrupt", `${path} holds tensor ${tensor}, ${instead}.`, { remedy });
    }
  }
  for (const [tensor, name] of shardOf) {
    const shard = shards.get(name);
    if (shard?.tensors.has(tensor) === true) continue;
    throw new IsovecError(
      "ModelCorrupt",
      `${shard?.path} lacks tensor ${tensor}, which ${index} puts there.`,
      {
        remedy,
      },
    );
  }
}

/**
 * The tensors of a checkpoint, in one safetensors file or in the shards of an index, their headers checked. Tensors are read
 * one at a time, so memory stays at the largest.
 */
export class SafetensorsFile {
  private constructor(
    readonly path: string,
    /** Name -> type, shape `[...]` and place in its file. */
    readonly tensors: ReadonlyMap<string, TensorEntry>,
    private readonly shards: readonly Shard[],
  ) {}

  /**
   * @param path a safetensors file, or the `.safetensors.index.json` of several
   * @throws IsovecError `ModelNotFound` when a file is missing, `ModelCorrupt` when one is damaged or they do not
   * fit, `BackendUnavailable` for a graph
   */
  static async open(path: string): Promise<SafetensorsFile> {
    if (isGraph(path)) {
      throw new IsovecError("BackendUnavailable", `${path} is a graph, with no checkpoint beside it.`, {
        remedy: "Choose the backend onnx, which runs it as it is, or fetch the model's safetensors.",
      });
    }
    if (path.endsWith(indexSuffix)) return SafetensorsFile.openSharded(path);
    const shard = await openShard(path);
    return new SafetensorsFile(path, shard.tensors, [shard]);
  }

  private static async openSharded(path: string): Promise<SafetensorsFile> {
    const index = await readShardIndex(path);
    const shards = new Map<string, Shard>();
    try {
      for (const [name, file] of index.shards) shards.set(name, await openShard(file));
      assertAgrees(path, index, shards);
      const tensors = new Map([...shards.values()].flatMap((shard) => [...shard.tensors]));
      return new SafetensorsFile(path, tensors, [...shards.values()]);
    } catch (error) {
      for (const { handle } of shards.values()) await handle.close();
      throw error;
    }
  }

  entry(name: string): TensorEntry {
    const entry = this.tensors.get(name);
    if (entry !== undefined) return entry;
    throw new IsovecError("ModelCorrupt", `${this.path} has no tensor ${name}.`, {
      remedy: "The weights do not fit config.json: fetch the model again.",
    });
  }

  /** The tensor's bytes as they are stored, little-endian. */
  async readBytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const { offset, bytes } = this.entry(name);
    const { handle, path } = this.shards.find(({ tensors }) => tensors.has(name)) as Shard;
    const block = new Uint8Array(bytes);
    let done = 0;
    while (done < bytes) {
      const { bytesRead } = await handle.read(block, done, bytes - done, offset + done);
      if (bytesRead === 0) {
        throw new IsovecError("ModelCorrupt", `${path} ended inside of tensor ${name}.`, {
          remedy: "The file changed while it was read: try again.",
        });
      }
      done += bytesRead;
    }
    return block;
  }

  /** A float tensor as fp32, row-major. fp16 and bf16 are widened exactly. */
  async readFloats(name: string): Promise<Float32Array> {
    const { dtype } = this.entry(name);
    const block = await this.readBytes(name);
    if (dtype === "F32") return new Float32Array(block.buffer);
    if (dtype === "F16") return fp16ToFp32(new Uint16Array(block.buffer));
    if (dtype === "BF16") return bf16ToFp32(new Uint16Array(block.buffer));
    throw new IsovecError(
      "ModelCorrupt",
      `Tensor ${name} of ${this.path} has type ${dtype}; weights must be F32, F16 or BF16.`,
      {
        remedy: "Save the model in one of these types.",
      },
    );
  }

  async close(): Promise<void> {
    for (const { handle } of this.shards) await handle.close();
  }
}
