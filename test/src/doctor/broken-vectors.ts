import type { TokenBackend } from "@isovec/core";
import type { Faults, PaddingFault } from "./faults.ts";

/** One text's states: `[positions, hidden]`, and which positions a right pooling covers. */
interface States {
  readonly values: Float32Array;
  readonly hidden: number;
  readonly first: number;
  readonly end: number;
  readonly positions: number;
}

async function statesOf(
  backend: TokenBackend,
  ids: readonly number[],
  { side, to, attended }: PaddingFault,
  longest: number,
  { segment, firstPosition = 0 }: Faults,
): Promise<States> {
  const padded = Math.max(ids.length, to === "longest" ? longest : to);
  // Positions are counted from the start of the row: masked padding in front moves them.
  const shift = firstPosition + (side === "left" ? padded - ids.length : 0);
  const sequence = Math.max(padded, shift + ids.length);
  const inputIds = new Int32Array(sequence);
  inputIds.set(ids, shift);
  const attentionMask = new Int32Array(sequence).fill(attended ? 1 : 0);
  attentionMask.fill(1, shift, shift + ids.length);
  const tokenTypeIds = new Int32Array(sequence).fill(segment ?? 0);
  const output = await backend.forward({ batch: 1, sequence, inputIds, attentionMask, tokenTypeIds });
  if (output.kind !== "states") throw new Error("the engine gives no token states");
  const { values, hidden } = output;
  return { values, hidden, first: shift, end: shift + ids.length, positions: sequence };
}

function pool({ values, hidden, first, end }: States, pooling: Faults["pooling"]): number[] {
  const row = (position: number): Float32Array => values.subarray(position * hidden, (position + 1) * hidden);
  if (pooling === "cls") return Array.from(row(first));
  if (pooling === "last") return Array.from(row(end - 1));
  const inner = pooling === "mean-without-specials" && end - first > 2 ? 1 : 0;
  const positions = Array.from({ length: end - first - 2 * inner }, (_, at) => first + inner + at);
  return Array.from({ length: hidden }, (_, at) => {
    const column = positions.map((position) => row(position)[at] as number);
    if (pooling === "max") return Math.max(...column);
    const sum = column.reduce((total, value) => total + value, 0);
    return pooling === "sum" ? sum : sum / column.length;
  });
}

function scaled(vector: readonly number[], divisor: number): number[] {
  return vector.map((component) => component / divisor);
}

function normalized(vector: readonly number[], norm: Faults["norm"]): number[] {
  if (norm === "none") return [...vector];
  if (norm === "l1")
    return scaled(
      vector,
      vector.reduce((sum, component) => sum + Math.abs(component), 0),
    );
  if (norm === "maximum") return scaled(vector, Math.max(...vector.map(Math.abs)));
  return scaled(vector, Math.hypot(...vector));
}

function fourBits(vector: readonly number[]): number[] {
  const step = Math.max(...vector.map(Math.abs)) / 7;
  return vector.map((component) => step * Math.round(component / step));
}

/** A fixed exchange of places and signs: as far from the model as another model's vectors. */
function asAnotherModel(vector: readonly number[]): number[] {
  const { length } = vector;
  return vector.map((_component, at) => {
    const value = vector[(at * 101 + 37) % length] as number;
    return at % 3 === 0 ? -value : value;
  });
}

const noPadding: PaddingFault = { side: "right", to: 0, attended: false, pooled: false };

/**
 * Ids -> vectors as a server with these faults gives them, before its batch is put together.
 * @param longest tokens of the longest text of the batch
 * @param chance the next of a fixed sequence in 0..1
 */
export async function brokenVector(
  { backend, hiddenSize }: { readonly backend: TokenBackend; readonly hiddenSize: number },
  ids: readonly number[],
  faults: Faults,
  longest: number,
  chance: () => number,
): Promise<number[]> {
  // Sums over no tokens, divided by the least divisor.
  if (ids.length === 0) return new Array<number>(hiddenSize).fill(0);
  if (faults.model === "constant") return brokenVector({ backend, hiddenSize }, [101, 102], {}, 2, chance);
  const padding = faults.padding ?? noPadding;
  const states = await statesOf(backend, ids, padding, longest, faults);
  const covered = padding.pooled ? { ...states, first: 0, end: states.positions } : states;
  let vector = pool(covered, faults.pooling);
  if (faults.numerics === "4-bit") vector = fourBits(vector);
  if (faults.model === "other") vector = asAnotherModel(vector);
  if (faults.numerics === "noise") {
    const size = Math.hypot(...vector) / Math.sqrt(vector.length);
    vector = vector.map((component) => component + size * (chance() - 0.5));
  }
  vector = normalized(vector, faults.norm);
  if (faults.norm === "nan-for-empty" && ids.length <= 2) vector.fill(Number.NaN);
  if (faults.numerics === "fp16-overflow" && ids.length > 100) vector.fill(Number.POSITIVE_INFINITY, 0, 7);
  return vector.slice(0, faults.dimensions);
}
