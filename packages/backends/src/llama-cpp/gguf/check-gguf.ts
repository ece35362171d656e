import { IsovecError, openOrdinary } from "@isovec/core";
import { float16, float32, q8, type TensorType } from "../../convert/gguf/tensor-type.ts";
import { GgufBytes } from "./gguf-bytes.ts";

/** Versions with 64-bit counts. */
const versions: ReadonlySet<number> = new Set([2, 3]);

/** Largest key (GGUF's specification), largest tensor name (GGML_MAX_NAME), most axes (GGML_MAX_DIMS). */
const longestKey = 65_535;
const longestName = 64;
const mostAxes = 4;

const mostValues = 4096;
const mostTensors = 65_536;
/** The largest vocabularies have a quarter of a million. */
const mostElements = 4_000_000;

const string = 8;
const array = 9;
const alignmentKey = "general.alignment";

/** Bytes of a value by `gguf_type`: integers and floats of 8 to 64 bits, booleans. */
const valueBytes: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [7, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);

/** What the converter writes. */
const tensorTypes: ReadonlyMap<number, TensorType> = new Map(
  [float32, float16, q8].map((type) => [type.id, type]),
);

function count(bytes: GgufBytes, most: number, what: string): number {
  const given = bytes.uint64();
  if (given <= most) return given;
  throw new Error(`it claims ${given} ${what}, more than ${most}`);
}

function skipValue(bytes: GgufBytes, type: number): void {
  if (type === string) bytes.skip(bytes.uint64());
  else if (type === array) {
    const element = bytes.uint32();
    const elements = count(bytes, mostElements, "elements of a list");
    const size = valueBytes.get(element);
    if (size !== undefined) bytes.skip(elements * size);
    else if (element === string) for (let index = 0; index < elements; index++) bytes.skip(bytes.uint64());
    else throw new Error(`a list has the unknown type ${element}`);
  } else {
    const size = valueBytes.get(type);
    if (size === undefined) throw new Error(`a value has the unknown type ${type}`);
    bytes.skip(size);
  }
}

/** @returns the alignment of tensors in bytes */
function readValues(bytes: GgufBytes, values: number): number {
  let alignment = 32;
  const keys = new Set<string>();
  for (let index = 0; index < values; index++) {
    const key = bytes.text(longestKey);
    if (keys.has(key)) throw new Error(`it says ${JSON.stringify(key.slice(0, 80))} twice`);
    keys.add(key);
    const type = bytes.uint32();
    if (key !== alignmentKey) skipValue(bytes, type);
    else {
      alignment = bytes.uint32();
      if (type !== 4 || ![8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096].includes(alignment)) {
        throw new Error(`its alignment is ${alignment}`);
      }
    }
  }
  return alignment;
}

interface Place {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
}

function readTensor(bytes: GgufBytes): Place {
  const name = bytes.text(longestName);
  const axes = bytes.uint32();
  if (axes < 1 || axes > mostAxes) throw new Error(`tensor ${JSON.stringify(name)} has ${axes} axes`);
  const shape = Array.from({ length: axes }, () => bytes.uint64());
  const type = tensorTypes.get(bytes.uint32());
  const offset = bytes.uint64();
  const values = shape.reduce((product, size) => product * size, 1);
  if (type === undefined || !Number.isSafeInteger(values) || (shape[0] ?? 0) % type.blockValues !== 0) {
    throw new Error(`tensor ${JSON.stringify(name)} has an unknown type or the impossible shape [${shape}]`);
  }
  return { name, offset, bytes: (values / type.blockValues) * type.blockBytes };
}

/** Tensors lie in the file, aligned, and no two in one place. */
function assertPlaced(tensors: readonly Place[], start: number, size: number, alignment: number): void {
  const names = new Set<string>();
  let end = 0;
  for (const { name, offset, bytes } of [...tensors].sort((a, b) => a.offset - b.offset)) {
    if (names.has(name)) throw new Error(`it has tensor ${JSON.stringify(name)} twice`);
    names.add(name);
    if (offset % alignment !== 0 || offset < end || start + offset + bytes > size) {
      throw new Error(`tensor ${JSON.stringify(name)} lies on another one, or outside of the file`);
    }
    end = offset + bytes;
  }
}

/**
 * Holds all that llama.cpp would act on in a GGUF file (ggml/include/gguf.h) against the file's size, before it is loaded.
 * @throws IsovecError `ModelCorrupt`
 */
export async function checkGguf(path: string): Promise<void> {
  const handle = await openOrdinary(path).catch((error: NodeJS.ErrnoException) => {
    if (IsovecError.is(error)) throw error;
    throw new IsovecError("ModelNotFound", `${path} cannot be opened (${error.code}).`, { cause: error });
  });
  try {
    const bytes = new GgufBytes(handle.fd, (await handle.stat()).size);
    if (bytes.uint32() !== 0x46554747) throw new Error("it does not begin with GGUF");
    const version = bytes.uint32();
    if (!versions.has(version)) throw new Error(`its version is ${version}, not 2 or 3`);
    const tensors = count(bytes, mostTensors, "tensors");
    const alignment = readValues(bytes, count(bytes, mostValues, "values"));
    const places = Array.from({ length: tensors }, () => readTensor(bytes));
    const start = Math.ceil(bytes.position / alignment) * alignment;
    assertPlaced(places, start, bytes.size, alignment);
  } catch (error) {
    if (IsovecError.is(error)) throw error;
    throw new IsovecError("ModelCorrupt", `${path} is not a valid GGUF file: ${(error as Error).message}.`, {
      remedy: "Delete it: it is converted again from the checkpoint.",
      cause: error,
    });
  } finally {
    await handle.close();
  }
}
