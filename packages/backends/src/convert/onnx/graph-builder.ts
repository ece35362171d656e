import { attributeTypes, elementTypes } from "./onnx-schema.ts";
import type { ByteTensor, WeightTensor } from "./weight-tensor.ts";

/** What a graph is fed: int32 as core has ids, or int64 as most other runtimes' tokenizers give them. */
export type InputType = "int32" | "int64";

/** fp32, or weights and activations as 8-bit blocks. */
export type LinearArithmetic = "fp32" | "int8";

export interface GraphOptions {
  /** Default int32. */
  readonly inputType?: InputType | undefined;
  /** Default fp32. */
  readonly linear?: LinearArithmetic | undefined;
}

/** The name of a value inside the graph. */
export type Value = string;

type Message = Readonly<Record<string, unknown>>;

/** A JavaScript integer becomes an ONNX `int`; a float is given as `{ float }`, since 1 and 1.0 are the same here. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly graph: Message };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Operator set: ONNX's own (default) or ONNX Runtime's contributed operators. */
  readonly domain?: "com.microsoft";
  /** How many values the operator gives. Default 1; only the first is returned. */
  readonly outputs?: number;
}

function attributeMessage(name: string, value: Attribute): Message {
  if (typeof value === "number") return { name, i: value, type: attributeTypes.int };
  if (typeof value === "string") return { name, s: Buffer.from(value), type: attributeTypes.string };
  if ("float" in value) return { name, f: value.float, type: attributeTypes.float };
  if ("graph" in value) return { name, g: value.graph, type: attributeTypes.graph };
  return { name, ints: [...value], type: attributeTypes.ints };
}

function valueMessage(name: string, elemType: number, shape: readonly (string | number)[]): Message {
  const dim = shape.map((size) => (typeof size === "string" ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/** Collects the nodes of a graph in execution order. Weights are only described; their values are read when written. */
export class GraphBuilder {
  readonly nodes: Message[] = [];
  readonly inputs: Message[] = [];
  readonly outputs: Message[] = [];
  readonly constants: Message[];
  readonly weights: (WeightTensor | ByteTensor)[] = [];
  /** How linear layers keep their weights and compute. */
  readonly linear: LinearArithmetic;
  private readonly inputType: InputType;

  constructor({ inputType = "int32", linear = "fp32" }: GraphOptions = {}, constants: Message[] = []) {
    this.inputType = inputType;
    this.linear = linear;
    this.constants = constants;
  }

  /** For the operators of a loop's round. They see this graph's values; constants they ask for are kept here. */
  nested(): GraphBuilder {
    return new GraphBuilder({ inputType: this.inputType, linear: this.linear }, this.constants);
  }

  /**
   * An integer input, int32 to the graph whatever it is fed as. A string in the shape names a dimension that is only
   * known at run time.
   */
  input(name: string, shape: readonly (string | number)[]): Value {
    this.inputs.push(valueMessage(name, elementTypes[this.inputType], shape));
    if (this.inputType === "int32") return name;
    return this.node(`${name}.int32`, "Cast", [name], { attributes: { to: elementTypes.int32 } });
  }

  /** Declares a float32 value as an output of the graph. */
  output(value: Value, shape: readonly (string | number)[]): void {
    this.outputs.push(valueMessage(value, elementTypes.float32, shape));
  }

  weight(tensor: WeightTensor | ByteTensor): Value {
    this.weights.push(tensor);
    return tensor.name;
  }

  /** A float32 scalar kept inside the graph file, once for all that ask for it. */
  float(value: number): Value {
    const rawData = Buffer.from(Float32Array.of(value).buffer);
    return this.constantOnce(`float.${value}`, { dims: [], dataType: elementTypes.float32, rawData });
  }

  /** An int64 scalar kept inside the graph file, once for all that ask for it. */
  integer(value: number): Value {
    const rawData = Buffer.from(BigInt64Array.of(BigInt(value)).buffer);
    return this.constantOnce(`integer.${value}`, { dims: [], dataType: elementTypes.int64, rawData });
  }

  /** An int32 scalar kept inside the graph file, once for all that ask for it: to compute with inputs. */
  int32(value: number): Value {
    const rawData = Buffer.from(Int32Array.of(value).buffer);
    return this.constantOnce(`int32.${value}`, { dims: [], dataType: elementTypes.int32, rawData });
  }

  /** A small int64 vector kept inside the graph file, once for all that ask for it. */
  integers(...values: readonly number[]): Value {
    const rawData = Buffer.from(BigInt64Array.from(values, BigInt).buffer);
    const dims = [values.length];
    return this.constantOnce(`integers.${values.join(".")}`, { dims, dataType: elementTypes.int64, rawData });
  }

  /**
   * Appends an operator.
   * @param name unique in the graph; also the name of its first output
   * @param inputs an empty string leaves an optional input out
   */
  node(name: string, opType: string, inputs: readonly Value[], options: NodeOptions = {}): Value {
    const { attributes = {}, domain = "", outputs = 1 } = options;
    const extra = Array.from({ length: outputs - 1 }, (_, index) => `${name}.${index + 1}`);
    this.nodes.push({
      name,
      opType,
      domain,
      input: [...inputs],
      output: [name, ...extra],
      attribute: Object.entries(attributes).map(([key, value]) => attributeMessage(key, value)),
    });
    return name;
  }

  /** Parts of these sizes along the last axis, in their order. */
  split(name: string, input: Value, sizes: readonly number[]): readonly Value[] {
    const inputs = [input, this.integers(...sizes)];
    this.node(name, "Split", inputs, { attributes: { axis: -1 }, outputs: sizes.length });
    return sizes.map((_, index) => (index === 0 ? name : `${name}.${index}`));
  }

  private constantOnce(name: string, tensor: Message): Value {
    if (!this.constants.some((constant) => constant["name"] === name))
      this.constants.push({ name, ...tensor });
    return name;
  }
}
