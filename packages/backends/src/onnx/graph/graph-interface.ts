import { IsovecError, type OnnxGraph, type OnnxValue, readOnnx } from "@isovec/core";

/** What a graph can be fed with. */
export type InputRole = "inputIds" | "attentionMask" | "tokenTypeIds" | "positionIds";

export interface GraphInput {
  readonly name: string;
  readonly role: InputRole;
  readonly type: "int32" | "int64";
}

export interface GraphOutput {
  readonly name: string;
  /** Token states, `[batch, sequence, width]`, or finished vectors, `[batch, width]`. */
  readonly kind: "states" | "vectors";
}

/** How a graph is fed and what it gives, as the file itself says. */
export interface GraphInterface {
  readonly inputs: readonly GraphInput[];
  readonly output: GraphOutput;
}

/** The names that transformers, optimum and sentence-transformers export by. */
const roles: ReadonlyMap<string, InputRole> = new Map([
  ["input_ids", "inputIds"],
  ["attention_mask", "attentionMask"],
  ["token_type_ids", "tokenTypeIds"],
  ["position_ids", "positionIds"],
]);

/** `TensorProto.DataType`. */
const float32 = 1;
const inputTypes: ReadonlyMap<number, GraphInput["type"]> = new Map([
  [6, "int32"],
  [7, "int64"],
]);

/** In the order of preference: with token states, pooling is done as everywhere else. */
const outputs: readonly GraphOutput[] = [
  { name: "last_hidden_state", kind: "states" },
  { name: "token_embeddings", kind: "states" },
  { name: "sentence_embedding", kind: "vectors" },
];

/** ONNX's own operators and those that ONNX Runtime brings along. */
const knownDomains: ReadonlySet<string> = new Set([
  "",
  "ai.onnx.ml",
  "com.microsoft",
  "com.ms.internal.nhwc",
]);

/** How long a loop takes, the file alone decides. The converter's own go through the blocks of a long text. */
const loops: ReadonlySet<string> = new Set([":Loop", ":Scan"]);

function refused(path: string, what: string, remedy: string): IsovecError {
  return new IsovecError("BackendUnavailable", `${path} ${what}.`, { remedy });
}

function inputOf(path: string, { name, elementType, shape }: OnnxValue): GraphInput {
  const role = roles.get(name);
  const type = inputTypes.get(elementType);
  if (role === undefined || type === undefined) {
    throw refused(
      path,
      `must be fed ${JSON.stringify(name)}${role === undefined ? "" : ", not as integers"}, which Isovec does not know`,
      `Export the encoder alone; known inputs, int32 or int64: ${[...roles.keys()].join(", ")}.`,
    );
  }
  if (shape !== undefined && (shape.length !== 2 || shape.some((size) => typeof size === "number"))) {
    throw refused(
      path,
      `takes ${name} of the shape [${shape}], not [batch, sequence] of any size`,
      "Export it with dynamic axes.",
    );
  }
  return { name, role, type };
}

function outputOf(path: string, graph: OnnxGraph): GraphOutput {
  for (const output of outputs) {
    const value = graph.outputs.find(({ name }) => name === output.name);
    if (value === undefined) continue;
    const rank = output.kind === "states" ? 3 : 2;
    if (value.elementType === float32 && (value.shape === undefined || value.shape.length === rank))
      return output;
  }
  const given = graph.outputs.map(({ name }) => JSON.stringify(name)).join(", ");
  throw refused(
    path,
    `gives ${given}, none of which is known to be token states or a text's vector in float32`,
    `Export it with one of these outputs: ${outputs.map(({ name }) => name).join(", ")}.`,
  );
}

/**
 * Reads how a graph is fed. The file is checked in full before a native loader sees it.
 * @param mayLoop only for graphs of the converter
 * @throws IsovecError `ModelCorrupt` for a file that is no graph, `BackendUnavailable` for one that is no encoder
 */
export async function readGraphInterface(path: string, mayLoop = false): Promise<GraphInterface> {
  const graph = await readOnnx(path);
  for (const operator of graph.operators) {
    const domain = operator.slice(0, operator.lastIndexOf(":"));
    if (!knownDomains.has(domain)) {
      throw refused(
        path,
        `needs the operator ${JSON.stringify(operator)} of a library`,
        "Export it with ONNX's own operators.",
      );
    }
    if (!mayLoop && loops.has(operator)) {
      throw refused(path, `has a ${operator.slice(1)}, which no encoder needs`, "Export the encoder alone.");
    }
  }
  const inputs = graph.inputs.map((input) => inputOf(path, input));
  if (!inputs.some(({ role }) => role === "inputIds")) {
    throw refused(path, "has no input input_ids", "Export a text encoder.");
  }
  return { inputs, output: outputOf(path, graph) };
}
