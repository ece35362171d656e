import type { ConfigReader } from "../config-reader.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";

/** From `[..., width]` to the same. */
export type Activation = (graph: GraphBuilder, name: string, input: Value) => Value;

const geluByErf: Activation = (graph, name, input) => graph.node(name, "Gelu", [input]);

const geluByTanh: Activation = (graph, name, input) =>
  graph.node(name, "Gelu", [input], { attributes: { approximate: "tanh" } });

const silu: Activation = (graph, name, input) =>
  graph.node(name, "Mul", [input, graph.node(`${name}.sigmoid`, "Sigmoid", [input])]);

/** By their names in `hidden_act` (transformers, activations.py). */
const activations: Readonly<Record<string, Activation>> = {
  gelu: geluByErf,
  gelu_new: geluByTanh,
  gelu_fast: geluByTanh,
  gelu_pytorch_tanh: geluByTanh,
  relu: (graph, name, input) => graph.node(name, "Relu", [input]),
  sigmoid: (graph, name, input) => graph.node(name, "Sigmoid", [input]),
  silu,
  swish: silu,
};

/** @throws IsovecError `BackendUnavailable` when config.json names an activation that is not known. */
export function activationOf(config: ConfigReader, key: string, byDefault: string): Activation {
  return activationNamed(config, key, config.word(key, byDefault));
}

/**
 * @param key where config.json has the name, or what the name was taken from
 * @throws IsovecError `BackendUnavailable`
 */
export function activationNamed(config: ConfigReader, key: string, name: string): Activation {
  const activation = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (activation !== undefined) return activation;
  throw config.unsupported(key, name, Object.keys(activations).join(", "));
}
