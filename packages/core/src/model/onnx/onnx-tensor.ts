import type { ProtobufFields, Span } from "./protobuf-fields.ts";

/** A part of a file beside the graph that holds a tensor's values. */
export interface ExternalValues {
  readonly tensor: string;
  /** As the graph spells it; relative to the graph's folder. */
  readonly location: string;
  /** In bytes. */
  readonly offset: number;
  /** In bytes; undefined where the graph does not say, and then what the shape needs. */
  readonly length: number;
}

/** Bits of an element by `TensorProto.DataType` (onnx.proto): float to bool, halves, complex numbers, 8 and 4 bits. */
const elementBits: ReadonlyMap<number, number> = new Map([
  ...([2, 3, 9, 17, 18, 19, 20, 24] as const).map((type) => [type, 8] as const),
  ...([4, 5, 10, 16] as const).map((type) => [type, 16] as const),
  ...([1, 6, 12] as const).map((type) => [type, 32] as const),
  ...([7, 11, 13, 14] as const).map((type) => [type, 64] as const),
  [15, 128],
  ...([21, 22, 23] as const).map((type) => [type, 4] as const),
]);

const stringType = 8;

function nonNegative(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new Error(`${what} is ${JSON.stringify(text)}, not a number of bytes`);
}

function readEntry(file: ProtobufFields, span: Span): [string, string] {
  let key = "";
  let value = "";
  file.visit(span, (field, part) => {
    if (typeof part !== "object") return;
    if (field === 1) key = file.text(part);
    else if (field === 2) value = file.text(part);
  });
  return [key, value];
}

/**
 * Holds a `TensorProto`'s shape against the bytes that it has.
 * @returns its name, and where its values lie when that is not in the graph
 * @throws Error whose message completes "the file is not valid: …"
 */
export function readTensor(
  file: ProtobufFields,
  span: Span,
): { readonly name: string; readonly external: ExternalValues | undefined } {
  let name = "";
  let type = 0;
  let raw: number | undefined;
  let isExternal = false;
  const shape: number[] = [];
  const external = new Map<string, string>();
  file.visit(span, (field, part) => {
    if (field === 1) shape.push(...(typeof part === "object" ? file.varints(part) : [part ?? 0]));
    else if (field === 2 && typeof part === "number") type = part;
    else if (field === 14 && part === 1) isExternal = true;
    if (typeof part !== "object") return;
    if (field === 8) name = file.text(part);
    else if (field === 9) raw = part.end - part.start;
    else if (field === 13) {
      const [key, value] = readEntry(file, part);
      if (external.has(key)) throw new Error(`tensor ${name} says ${key} twice of its values`);
      external.set(key, value);
    }
  });
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.some((size) => size < 0) || !Number.isSafeInteger(count)) {
    throw new Error(`tensor ${name} has the impossible shape [${shape.slice(0, 8)}]`);
  }
  const bits = elementBits.get(type);
  if (bits === undefined && type !== stringType)
    throw new Error(`tensor ${name} has the unknown type ${type}`);
  const needed = Math.ceil((count * (bits ?? 0)) / 8);
  if (isExternal || external.size > 0) {
    const location = external.get("location");
    if (!isExternal || location === undefined || bits === undefined) {
      throw new Error(`tensor ${name} does not say where its values are`);
    }
    const length = nonNegative(external.get("length"), `the length of tensor ${name}`) ?? needed;
    const offset = nonNegative(external.get("offset"), `the offset of tensor ${name}`) ?? 0;
    if (length !== needed)
      throw new Error(`tensor ${name} has ${length} bytes where its shape needs ${needed}`);
    return { name, external: { tensor: name, location, offset, length } };
  }
  if (raw !== undefined && raw !== needed) {
    throw new Error(`tensor ${name} has ${raw} bytes where its shape needs ${needed}`);
  }
  // Values that are spelt out take a byte each at least, or half a one.
  if (raw === undefined && count > 2 * (span.end - span.start)) {
    throw new Error(`tensor ${name} has fewer values than its shape [${shape.slice(0, 8)}] needs`);
  }
  return { name, external: undefined };
}
