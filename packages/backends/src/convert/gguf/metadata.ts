/** A value of GGUF's key-value section by its type there. `strings` and `int32s` are arrays. */
export type MetadataValue =
  | { readonly type: "uint32" | "float32"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "int32s"; readonly value: readonly number[] };

/** Key -> value, in the order they are written. */
export type Metadata = ReadonlyMap<string, MetadataValue>;

/** `gguf_type` of ggml/include/gguf.h. */
const valueTypes = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 };

export function encodeUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function encodeUint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** Length in bytes, then UTF-8. */
export function encodeString(value: string): Buffer {
  const text = Buffer.from(value, "utf8");
  return Buffer.concat([encodeUint64(text.length), text]);
}

function encodeInt32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function encodeFloat32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function encodeArray(elementType: number, elements: readonly Buffer[]): Buffer {
  const head = [encodeUint32(valueTypes.array), encodeUint32(elementType), encodeUint64(elements.length)];
  return Buffer.concat([...head, ...elements]);
}

function encodeValue(entry: MetadataValue): Buffer {
  switch (entry.type) {
    case "uint32":
      return Buffer.concat([encodeUint32(valueTypes.uint32), encodeUint32(entry.value)]);
    case "float32":
      return Buffer.concat([encodeUint32(valueTypes.float32), encodeFloat32(entry.value)]);
    case "bool":
      return Buffer.concat([encodeUint32(valueTypes.bool), Buffer.of(entry.value ? 1 : 0)]);
    case "string":
      return Buffer.concat([encodeUint32(valueTypes.string), encodeString(entry.value)]);
    case "strings":
      return encodeArray(valueTypes.string, entry.value.map(encodeString));
    case "int32s":
      return encodeArray(valueTypes.int32, entry.value.map(encodeInt32));
  }
}

/** The key-value section: key, type, value, one after the other. */
export function encodeMetadata(metadata: Metadata): Buffer {
  return Buffer.concat([...metadata].flatMap(([key, value]) => [encodeString(key), encodeValue(value)]));
}
