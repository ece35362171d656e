import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import { loop } from "../onnx/loop.ts";
import { elementTypes } from "../onnx/onnx-schema.ts";
import { positionsUpTo } from "./sequence-length.ts";

/** The most queries that are scored at once. */
const mostQueries = 256;

/**
 * Added to the score of a key that a query does not see: its exponential is then exactly 0. The lowest float, not
 * infinity, so that a row of padding, which sees nothing, is no NaN.
 */
const unseen = -3.4028234663852886e38;

/** How far a token sees: positions before and after its own. Without a number, to the end of the text. */
export interface AttentionReach {
  readonly before?: number;
  readonly after?: number;
}

export interface AttentionHeads {
  readonly heads: number;
  /** A divisor of `heads`: so many neighbouring query heads share a key and a value (Ainslie et al. 2023). */
  readonly keyHeads: number;
  readonly headSize: number;
  /** What scores are multiplied by. */
  readonly scale: number;
}

/** `[batch, sequence, heads x head size]` each. */
export interface AttentionStates {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
}

/** 0 for a real token, `unseen` for padding: `[batch, 1, 1, 1, sequence]` of the mask `[batch, sequence]`. */
export function paddingScores(graph: GraphBuilder, mask: Value): Value {
  const real = graph.node("padding.real", "Cast", [mask], { attributes: { to: elementTypes.bool } });
  const scores = graph.node("padding.row", "Where", [real, graph.float(0), graph.float(unseen)]);
  return graph.node("padding.scores", "Unsqueeze", [scores, graph.integers(1, 2, 3)]);
}

/** Where the keys of a block begin and end. */
interface Span {
  readonly start: Value;
  readonly end: Value;
}

/** Scores of a block's keys for its queries, `[batch, 1, 1, queries, keys]`: what is out of reach is not seen. */
function blockScores(
  graph: GraphBuilder,
  name: string,
  padding: Value,
  queries: Span,
  keys: Span,
  { before, after }: AttentionReach,
): Value {
  const row = graph.node(`${name}.padding`, "Slice", [padding, keys.start, keys.end, graph.integers(4)]);
  if (before === undefined && after === undefined) return row;
  const positions = (what: string, { start, end }: Span) => {
    const count = graph.node(`${name}.${what}.count`, "Sub", [end, start]);
    return graph.node(`${name}.${what}.positions`, "Add", [
      positionsUpTo(graph, `${name}.${what}.offsets`, count),
      start,
    ]);
  };
  const own = graph.node(`${name}.own`, "Unsqueeze", [positions("queries", queries), graph.integers(1)]);
  const distance = graph.node(`${name}.distance`, "Sub", [positions("keys", keys), own]);
  const beyond: Value[] = [];
  if (after !== undefined)
    beyond.push(graph.node(`${name}.late`, "Greater", [distance, graph.integers(after)]));
  if (before !== undefined)
    beyond.push(graph.node(`${name}.early`, "Less", [distance, graph.integers(-before)]));
  const [first, second] = beyond as [Value, Value?];
  const hidden = second === undefined ? first : graph.node(`${name}.outOfReach`, "Or", [first, second]);
  return graph.node(`${name}.scores`, "Where", [hidden, graph.float(unseen), row]);
}

/** `value / divisor`, rounded up. */
function dividedUp(graph: GraphBuilder, name: string, value: Value, divisor: Value): Value {
  const last = graph.node(`${name}.last`, "Sub", [value, graph.integers(1)]);
  const whole = graph.node(`${name}.whole`, "Div", [last, divisor]);
  return graph.node(name, "Add", [whole, graph.integers(1)]);
}

/**
 * Where keys may begin. A softmax adds up as many numbers side by side: from another beginning, the same numbers would be added
 * in another order, and where a block begins depends on the batch.
 */
const keyAlignment = 64;

function firstKey(graph: GraphBuilder, name: string, query: Value, before: number): Value {
  const seen = graph.node(`${name}.seen`, "Max", [
    graph.node(`${name}.reach`, "Sub", [query, graph.integers(before)]),
    graph.integers(0),
  ]);
  const whole = graph.node(`${name}.whole`, "Div", [seen, graph.integers(keyAlignment)]);
  return graph.node(name, "Mul", [whole, graph.integers(keyAlignment)]);
}

/** The keys that any query of a block sees, and a few before them. */
function keySpan(
  graph: GraphBuilder,
  name: string,
  queries: Span,
  sequence: Value,
  { before, after }: AttentionReach,
): Span {
  const start =
    before === undefined ? graph.integers(0) : firstKey(graph, `${name}.start`, queries.start, before);
  const end =
    after === undefined
      ? sequence
      : graph.node(`${name}.end`, "Min", [
          graph.node(`${name}.reachAfter`, "Add", [queries.end, graph.integers(after)]),
          sequence,
        ]);
  return { start, end };
}

/**
 * Softmax(scale * Q K^T + mask) V, a block of queries after the other, each against no more keys than it sees: memory grows with
 * the length of a text, not with its square.
 * @param padding of `paddingScores`
 * @param sequence tokens of a padded text: an int64 vector of one element
 * @returns `[batch, sequence, heads x head size]`
 */
export function blockwiseAttention(
  graph: GraphBuilder,
  name: string,
  states: AttentionStates,
  padding: Value,
  sequence: Value,
  reach: AttentionReach,
  { heads, keyHeads, headSize, scale }: AttentionHeads,
): Value {
  // [batch, key heads, queries of a key, sequence, head size]
  const split = (what: string, input: Value, shared: number, perm: number[]) => {
    const shaped = graph.node(`${name}.${what}.shaped`, "Reshape", [
      input,
      graph.integers(0, 0, keyHeads, shared, headSize),
    ]);
    return graph.node(`${name}.${what}.heads`, "Transpose", [shaped], { attributes: { perm } });
  };
  const scaled = graph.node(`${name}.query.scaled`, "Mul", [states.query, graph.float(scale)]);
  const query = split("query", scaled, heads / keyHeads, [0, 2, 3, 1, 4]);
  const key = split("key", states.key, 1, [0, 2, 3, 4, 1]);
  const value = split("value", states.value, 1, [0, 2, 3, 1, 4]);
  const count = dividedUp(graph, `${name}.blocks`, sequence, graph.integers(mostQueries));
  // Blocks of one length: a single query left over would be multiplied by another kernel, with other bits, than in a batch.
  const length = dividedUp(graph, `${name}.queries`, sequence, count);
  const none = graph.node(`${name}.none`, "Slice", [
    query,
    graph.integers(0),
    graph.integers(0),
    graph.integers(3),
  ]);
  const context = loop(graph, `${name}.loop`, count, none, ({ graph: inner, index, carried }) => {
    const part = `${name}.block`;
    const start = inner.node(`${part}.start`, "Mul", [index, length]);
    const next = inner.node(`${part}.next`, "Add", [start, length]);
    const queries = { start, end: inner.node(`${part}.end`, "Min", [next, sequence]) };
    const keys = keySpan(inner, `${part}.keys`, queries, sequence, reach);
    const slice = (what: string, whole: Value, { start, end }: Span, axis: number) =>
      inner.node(`${part}.${what}`, "Slice", [whole, start, end, graph.integers(axis)]);
    const products = inner.node(`${part}.products`, "MatMul", [
      slice("query", query, queries, 3),
      slice("key", key, keys, 4),
    ]);
    const mask = blockScores(inner, `${part}.mask`, padding, queries, keys, reach);
    const weights = inner.node(`${part}.weights`, "Softmax", [
      inner.node(`${part}.scores`, "Add", [products, mask]),
    ]);
    const own = inner.node(`${part}.context`, "MatMul", [weights, slice("value", value, keys, 3)]);
    return inner.node(`${part}.done`, "Concat", [carried, own], { attributes: { axis: 3 } });
  });
  const rows = graph.node(`${name}.rows`, "Transpose", [context], { attributes: { perm: [0, 3, 1, 2, 4] } });
  return graph.node(`${name}.context`, "Reshape", [rows, graph.integers(0, 0, heads * headSize)]);
}
