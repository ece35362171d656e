import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { IsovecError } from "../../errors/isovec-error.ts";
import { containedFile, openOrdinary } from "../contained-file.ts";
import { type ExternalValues, readTensor } from "./onnx-tensor.ts";
import { type OnnxValue, readValue } from "./onnx-value.ts";
import { ProtobufFields, type Span } from "./protobuf-fields.ts";

/** What an ONNX file says of itself, and the files beside it that belong to it. */
export interface OnnxGraph {
  /** What it must be fed; initializers that old exporters list among the inputs are left out. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** `domain:operator` of every node, subgraphs included, but for functions of the file; ONNX's own domain is empty. */
  readonly operators: ReadonlySet<string>;
  /** Paths of the files that hold its tensors, in the order of their names. */
  readonly externalFiles: readonly string[];
}

/** Graphs within graphs, the bodies of conditions. */
const deepestGraph = 8;

class GraphReader {
  readonly inputs: OnnxValue[] = [];
  readonly outputs: OnnxValue[] = [];
  readonly initializers: Set<string> = new Set();
  private readonly operators: Set<string> = new Set();
  readonly external: ExternalValues[] = [];
  private readonly functions: Set<string> = new Set();

  constructor(private readonly file: ProtobufFields) {}

  model(): void {
    this.file.visit(this.file.whole(), (field, part) => {
      if (typeof part !== "object") return;
      if (field === 7) this.graph(part, 1);
      else if (field === 20) throw new Error("it holds a training graph");
      else if (field === 25) this.function(part);
    });
  }

  /** Operators that the file does not define itself. */
  foreignOperators(): Set<string> {
    return new Set([...this.operators].filter((operator) => !this.functions.has(operator)));
  }

  private graph(span: Span, depth: number): void {
    if (depth > deepestGraph) throw new Error(`its graphs are nested deeper than ${deepestGraph}`);
    this.file.visit(span, (field, part) => {
      if (typeof part !== "object") return;
      if (field === 1) this.node(part, depth);
      else if (field === 5) this.initializers.add(this.tensor(part));
      else if (field === 15) this.sparseTensor(part);
      else if (depth === 1 && field === 11) this.inputs.push(readValue(this.file, part));
      else if (depth === 1 && field === 12) this.outputs.push(readValue(this.file, part));
    });
  }

  private node(span: Span, depth: number): void {
    let operator = "";
    let domain = "";
    this.file.visit(span, (field, part) => {
      if (typeof part !== "object") return;
      if (field === 4) operator = this.file.text(part);
      else if (field === 7) domain = this.file.text(part);
      else if (field === 5) this.attribute(part, depth);
    });
    // Both spellings mean ONNX's own operators.
    this.operators.add(`${domain === "ai.onnx" ? "" : domain}:${operator}`);
  }

  private attribute(span: Span, depth: number): void {
    this.file.visit(span, (field, part) => {
      if (typeof part !== "object") return;
      if (field === 5 || field === 10) this.tensor(part);
      else if (field === 6 || field === 11) this.graph(part, depth + 1);
      else if (field === 22 || field === 23) this.sparseTensor(part);
    });
  }

  private function(span: Span): void {
    let name = "";
    let domain = "";
    this.file.visit(span, (field, part) => {
      if (typeof part !== "object") return;
      if (field === 1) name = this.file.text(part);
      else if (field === 10) domain = this.file.text(part);
      else if (field === 7) this.node(part, 1);
      else if (field === 11) this.attribute(part, 1);
    });
    this.functions.add(`${domain}:${name}`);
  }

  private sparseTensor(span: Span): void {
    this.file.visit(span, (field, part) => {
      if (typeof part === "object" && (field === 1 || field === 2)) this.tensor(part);
    });
  }

  private tensor(span: Span): string {
    const { name, external } = readTensor(this.file, span);
    if (external !== undefined) this.external.push(external);
    return name;
  }
}

/** @throws Error whose message completes "the file is not valid: …", IsovecError `ModelCorrupt` */
async function externalFilesOf(graph: string, parts: readonly ExternalValues[]): Promise<string[]> {
  const files = new Map<string, number>();
  for (const { tensor, location, offset, length } of parts) {
    const file = await containedFile(dirname(graph), location).catch((error: Error) => {
      throw new Error(`the values of tensor ${tensor} lie elsewhere: ${error.message.replace(/\.$/, "")}`);
    });
    if (file === undefined)
      throw new Error(`the values of tensor ${tensor} lie in ${location}, which is missing`);
    const size = files.get(file) ?? (await stat(file)).size;
    files.set(file, size);
    if (offset + length > size) {
      throw new Error(`the values of tensor ${tensor} end outside of ${location}, which has ${size} bytes`);
    }
  }
  return [...files.keys()].sort();
}

/**
 * Reads the outline of an ONNX file, whatever wrote it, and checks all that a native loader would act on: lengths, nesting,
 * shapes against bytes, files beside it. Weights are stepped over, so memory does not grow with them.
 * @param path of the graph; the files that hold its tensors must lie in its folder
 * @throws IsovecError `ModelCorrupt` that names the file and what does not fit
 */
export async function readOnnx(path: string): Promise<OnnxGraph> {
  const handle = await openOrdinary(path).catch((error: NodeJS.ErrnoException) => {
    if (IsovecError.is(error)) throw error;
    throw new IsovecError("ModelNotFound", `The graph ${path} cannot be opened (${error.code}).`, {
      remedy: "Check the model's folder and its permissions, or fetch the model again.",
      cause: error,
    });
  });
  try {
    const reader = new GraphReader(new ProtobufFields(handle.fd, (await handle.stat()).size));
    reader.model();
    const { initializers, outputs } = reader;
    const operators = reader.foreignOperators();
    const inputs = reader.inputs.filter(({ name }) => !initializers.has(name));
    if (inputs.length === 0 || outputs.length === 0 || operators.size === 0) {
      throw new Error("it has no graph with inputs, nodes and outputs");
    }
    return { inputs, outputs, operators, externalFiles: await externalFilesOf(path, reader.external) };
  } catch (error) {
    if (IsovecError.is(error)) throw error;
    throw new IsovecError("ModelCorrupt", `${path} is not a valid ONNX file: ${(error as Error).message}.`, {
      remedy: "Fetch the model again, with all files of the graph's folder.",
      cause: error,
    });
  } finally {
    await handle.close();
  }
}
