import type { ProtobufFields, Span } from "./protobuf-fields.ts";

/** An input or output of a graph. */
export interface OnnxValue {
  readonly name: string;
  /** `TensorProto.DataType`; 0 when it is no tensor. */
  readonly elementType: number;
  /** A number for a fixed size, a name for one that is known at run time; undefined when the graph does not say. */
  readonly shape: readonly (number | string)[] | undefined;
}

function readDimension(file: ProtobufFields, span: Span): number | string {
  let size: number | string = "";
  file.visit(span, (field, part) => {
    if (field === 1 && typeof part === "number") size = part;
    else if (field === 2 && typeof part === "object") size = file.text(part);
  });
  return size;
}

/** Reads a `ValueInfoProto`. */
export function readValue(file: ProtobufFields, span: Span): OnnxValue {
  let name = "";
  let elementType = 0;
  let shape: (number | string)[] | undefined;
  const visitShape = (field: number, part: number | Span | undefined) => {
    if (field === 1 && typeof part === "object") shape = [...(shape ?? []), readDimension(file, part)];
  };
  const visitTensor = (field: number, part: number | Span | undefined) => {
    if (field === 1 && typeof part === "number") elementType = part;
    if (field !== 2 || typeof part !== "object") return;
    shape ??= [];
    file.visit(part, visitShape);
  };
  file.visit(span, (field, part) => {
    if (typeof part !== "object") return;
    if (field === 1) name = file.text(part);
    else if (field === 2) {
      file.visit(part, (kind, type) => {
        if (kind === 1 && typeof type === "object") file.visit(type, visitTensor);
      });
    }
  });
  return { name, elementType, shape };
}
