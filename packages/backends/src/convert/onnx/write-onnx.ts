import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { throwIfCancelled } from "@isovec/core";
import { replaceFile, writeAll } from "../replace-file.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { OnnxFiles } from "./onnx-files.ts";
import { elementTypes, encodeModel, externalLocation } from "./onnx-schema.ts";
import type { ByteTensor, WeightTensor } from "./weight-tensor.ts";

/** ONNX asks for offsets at page boundaries, so that a reader may map the file instead of copying it. */
const pageBytes = 4096;

/** IR version 10 came with ONNX 1.16 and operator set 21. */
const irVersion = 10;
const operatorSets = [
  { domain: "", version: 21 },
  { domain: "com.microsoft", version: 1 },
];

/** The initializer that points at a place in the weights file. */
function externalInitializer(
  tensor: WeightTensor | ByteTensor,
  location: string,
  offset: number,
  bytes: number,
): object {
  return {
    name: tensor.name,
    dims: [...tensor.shape],
    dataType: elementTypes[tensor.type ?? "float32"],
    dataLocation: externalLocation,
    externalData: [
      { key: "location", value: location },
      { key: "offset", value: String(offset) },
      { key: "length", value: String(bytes) },
    ],
  };
}

async function writeWeights(
  handle: FileHandle,
  graph: GraphBuilder,
  location: string,
  signal: AbortSignal | undefined,
): Promise<object[]> {
  const initializers: object[] = [];
  let end = 0;
  for (const tensor of graph.weights) {
    throwIfCancelled(signal);
    const values = await tensor.read();
    const offset = Math.ceil(end / pageBytes) * pageBytes;
    await writeAll(handle, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    initializers.push(externalInitializer(tensor, location, offset, values.byteLength));
    end = offset + values.byteLength;
  }
  return initializers;
}

/**
 * Writes a graph and, tensor by tensor, its weights into one file beside it. Both are on disk when it returns; the
 * graph is put in place last.
 * @throws IsovecError `Cancelled` between two tensors.
 */
export async function writeOnnx(graph: GraphBuilder, files: OnnxFiles, signal?: AbortSignal): Promise<void> {
  let initializers: object[] = [];
  await replaceFile(files.weights, async (handle) => {
    initializers = await writeWeights(handle, graph, basename(files.weights), signal);
  });
  const model = encodeModel({
    irVersion,
    producerName: "isovec",
    graph: {
      name: "encoder",
      node: graph.nodes,
      input: graph.inputs,
      output: graph.outputs,
      initializer: [...graph.constants, ...initializers],
    },
    opsetImport: operatorSets,
  });
  await replaceFile(files.graph, (handle) => writeAll(handle, model, 0));
}
