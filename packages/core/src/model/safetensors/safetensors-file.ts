import { type FileHandle, open } from "node:fs/promises";
import { IsovecError } from "../../errors/isovec-error.ts";
import { bf16ToFp32, fp16ToFp32 } from "./half-precision.ts";
import { largestHeader, readHeader, type TensorEntry } from "./header.ts";

/** Names what a file is that was served in place of the weights. */
function impostor(start: Buffer): string | undefined {
  const text = start.toString("latin1");
  if (text.startsWith("version https://git-lfs")) {
    return "It is a git-lfs pointer: run `git lfs pull` where the model came from.";
  }
  if (/^\s*<(!doctype|html)/i.test(text))
    return "It is a web page, probably a download's error message: fetch the model again.";
  return undefined;
}

/** A safetensors file whose header has been checked. Tensors are read one at a time, so memory stays at the largest. */
export class SafetensorsFile {
  private constructor(
    readonly path: string,
    /** Name -> type, shape `[...]` and place. */
    readonly tensors: ReadonlyMap<string, TensorEntry>,
    private readonly handle: FileHandle,
  ) {}

  /** @throws IsovecError `ModelNotFound` when the file is missing, `ModelCorrupt` when it is damaged. */
  static async open(path: string): Promise<SafetensorsFile> {
    const handle = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
      throw new IsovecError("ModelNotFound", `The weights ${path} cannot be opened (${error.code}).`, {
        remedy: "Check the model's folder and its permissions, or fetch the model again.",
        cause: error,
      });
    });
    try {
      return new SafetensorsFile(path, await SafetensorsFile.readTensorTable(path, handle), handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  private static async readTensorTable(path: string, handle: FileHandle): Promise<Map<string, TensorEntry>> {
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
    const block = new Uint8Array(bytes);
    let done = 0;
    while (done < bytes) {
      const { bytesRead } = await this.handle.read(block, done, bytes - done, offset + done);
      if (bytesRead === 0) {
        throw new IsovecError("ModelCorrupt", `${this.path} ended inside of tensor ${name}.`, {
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

  close(): Promise<void> {
    return this.handle.close();
  }
}
