import type { DenseStep } from "../model/model-card.ts";

/**
 * The error function to double precision: Maclaurin series for small arguments (Abramowitz and Stegun 7.1.5), the
 * continued fraction of the complementary function for large ones (7.1.14).
 */
function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 2.5) {
    let term = magnitude;
    let sum = magnitude;
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= -(magnitude * magnitude) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (magnitude + fraction);
  return (
    Math.sign(x) * (1 - Math.exp(-magnitude * magnitude) / ((magnitude + fraction) * Math.sqrt(Math.PI)))
  );
}

const activations: Readonly<Record<DenseStep["activation"], (x: number) => number>> = {
  identity: (x) => x,
  tanh: Math.tanh,
  relu: (x) => Math.max(x, 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
};

/** `activation(weight x vector + bias)`, `[inputs] -> [outputs]` (sentence-transformers `Dense`). */
export function dense(vector: Float32Array, step: DenseStep): Float32Array {
  const { inputs, outputs, weight, bias } = step;
  const activation = activations[step.activation];
  const projected = new Float32Array(outputs);
  for (let row = 0; row < outputs; row++) {
    let sum = bias?.[row] ?? 0;
    const start = row * inputs;
    for (let i = 0; i < inputs; i++) sum += (weight[start + i] as number) * (vector[i] as number);
    projected[row] = activation(sum);
  }
  return projected;
}
