import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import { elementTypes } from "../onnx/onnx-schema.ts";
import { positionsUpTo } from "./sequence-length.ts";

export interface RotaryFrequencies {
  /** Base of the wave lengths. */
  readonly theta: number;
  /** Components of a head that are rotated, in pairs of one in the first half and one in the second. */
  readonly size: number;
  /** Positions are divided by it. Default 1. */
  readonly scale?: number;
}

/** One rotation a position and pair: two float32 values `[sequence + some, size / 2]`. */
export interface RotaryTables {
  readonly cosine: Value;
  readonly sine: Value;
}

/** `theta ^ (-2i / size)`, rounded to float32 after each step as torch rounds it (transformers, modeling_rope_utils.py). */
function frequencies({ theta, size, scale = 1 }: RotaryFrequencies): Float32Array {
  return Float32Array.from({ length: size / 2 }, (_, pair) => {
    const exponent = Math.fround((2 * pair) / size);
    return Math.fround(1 / Math.fround(theta ** exponent)) / scale;
  });
}

/**
 * Rows that no text reaches. ONNX Runtime computes the last few elements of a tensor by another cosine than the rest; they would
 * differ in the last bit from those of a longer batch.
 */
const surplusRows = 16;

/**
 * The tables of rotary positions (Su et al. 2021), computed in the graph for as many positions as a batch has: nothing is
 * kept for those that no text reaches.
 * @param sequence tokens of a padded text: an int64 vector of one element
 */
export function rotaryTables(
  graph: GraphBuilder,
  name: string,
  sequence: Value,
  options: RotaryFrequencies,
): RotaryTables {
  const rows = graph.node(`${name}.rows`, "Add", [sequence, graph.integers(surplusRows)]);
  const positions = graph.node(
    `${name}.positions.float`,
    "Cast",
    [positionsUpTo(graph, `${name}.positions`, rows)],
    { attributes: { to: elementTypes.float32 } },
  );
  const column = graph.node(`${name}.column`, "Unsqueeze", [positions, graph.integers(1)]);
  const row = graph.weight({
    name: `${name}.frequencies`,
    shape: [options.size / 2],
    read: async () => frequencies(options),
  });
  const angles = graph.node(`${name}.angles`, "Mul", [column, row]);
  return {
    cosine: graph.node(`${name}.cosine`, "Cos", [angles]),
    sine: graph.node(`${name}.sine`, "Sin", [angles]),
  };
}

/** Rotates queries or keys, `[batch, sequence, heads x head size]`, each head by its position. */
export function rotate(
  graph: GraphBuilder,
  name: string,
  input: Value,
  { cosine, sine }: RotaryTables,
  heads: number,
  rotated: number,
): Value {
  return graph.node(name, "RotaryEmbedding", [input, graph.integers(0), cosine, sine], {
    domain: "com.microsoft",
    attributes: { num_heads: heads, rotary_embedding_dim: rotated },
  });
}
