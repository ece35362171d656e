/** The size of a checkpoint, in config.json's own words. */
export interface BertSize {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
  readonly num_hidden_layers: number;
  readonly intermediate_size: number;
  readonly layer_norm_eps: number;
  readonly hidden_act: string;
}

/** A tensor's values by its name, row-major as torch keeps them. */
export type Weights = (name: string) => Float32Array;

/** The error function to about 1e-16, by its Taylor series below 3 and its continued fraction above. */
function erf(x: number): number {
  const z = Math.abs(x);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let n = 1; Math.abs(term) > 1e-18; n++) {
      term *= -(z * z) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / ((z + fraction) * Math.sqrt(Math.PI)));
}

const activations: Readonly<Record<string, (x: number) => number>> = {
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  gelu_new: (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  relu: (x) => Math.max(0, x),
  silu: (x) => x / (1 + Math.exp(-x)),
};

type Row = number[];

function linear(weights: Weights, name: string, input: Row): Row {
  const weight = weights(`${name}.weight`);
  return Array.from(weights(`${name}.bias`), (bias, output) =>
    input.reduce((sum, value, i) => sum + value * weight[output * input.length + i], bias),
  );
}

function layerNorm(weights: Weights, name: string, input: Row, epsilon: number): Row {
  const mean = input.reduce((sum, value) => sum + value, 0) / input.length;
  const variance = input.reduce((sum, value) => sum + (value - mean) ** 2, 0) / input.length;
  const weight = weights(`${name}.weight`);
  const bias = weights(`${name}.bias`);
  return input.map((value, i) => ((value - mean) / Math.sqrt(variance + epsilon)) * weight[i] + bias[i]);
}

const add = (a: Row, b: Row): Row => a.map((value, i) => value + b[i]);

function attention(weights: Weights, name: string, states: readonly Row[], heads: number): Row[] {
  const project = (layer: string) => states.map((state) => linear(weights, `${name}.${layer}`, state));
  const [queries, keys, values] = [project("query"), project("key"), project("value")];
  const width = states[0].length / heads;
  return queries.map((query) => {
    const context: Row = [];
    for (let head = 0; head < heads; head++) {
      const dimensions = Array.from({ length: width }, (_, i) => head * width + i);
      const scores = keys.map(
        (key) => dimensions.reduce((sum, i) => sum + query[i] * key[i], 0) / Math.sqrt(width),
      );
      const exponentials = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = exponentials.reduce((sum, value) => sum + value, 0);
      for (const i of dimensions) {
        context.push(
          exponentials.reduce((sum, weight, position) => sum + (weight / total) * values[position][i], 0),
        );
      }
    }
    return context;
  });
}

/**
 * BERT's forward pass for one text without padding, in double precision, as Devlin et al. (2018) and transformers'
 * modeling_bert.py describe it. Shares nothing with the converter.
 * @returns the last layer's states, `[tokens][hidden]`
 */
export function referenceBert(
  size: BertSize,
  weights: Weights,
  ids: readonly number[],
  types: readonly number[],
): Row[] {
  const { hidden_size: hidden, layer_norm_eps: epsilon } = size;
  const row = (table: string, index: number): Row => [
    ...weights(`embeddings.${table}.weight`).subarray(index * hidden, (index + 1) * hidden),
  ];
  let states = ids.map((id, position) => {
    const typed = add(row("word_embeddings", id), row("token_type_embeddings", types[position]));
    const placed = add(typed, row("position_embeddings", position));
    return layerNorm(weights, "embeddings.LayerNorm", placed, epsilon);
  });
  for (let index = 0; index < size.num_hidden_layers; index++) {
    const layer = `encoder.layer.${index}`;
    const contexts = attention(weights, `${layer}.attention.self`, states, size.num_attention_heads);
    states = contexts.map((context, position) => {
      const attended = layerNorm(
        weights,
        `${layer}.attention.output.LayerNorm`,
        add(linear(weights, `${layer}.attention.output.dense`, context), states[position]),
        epsilon,
      );
      const raised = linear(weights, `${layer}.intermediate.dense`, attended).map(
        activations[size.hidden_act],
      );
      const lowered = linear(weights, `${layer}.output.dense`, raised);
      return layerNorm(weights, `${layer}.output.LayerNorm`, add(lowered, attended), epsilon);
    });
  }
  return states;
}
