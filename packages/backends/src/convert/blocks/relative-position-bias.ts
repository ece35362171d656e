import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";
import { positionsUpTo, sequenceLength } from "./sequence-length.ts";

export interface RelativePositions {
  readonly heads: number;
  /** For both directions together. */
  readonly buckets: number;
  /** From this distance on, all tokens share the last bucket of their direction. */
  readonly maxDistance: number;
}

/**
 * The bucket of a key by its distance from the query, negative before it (Raffel et al. 2019; transformers,
 * `T5Attention._relative_position_bucket` and MPNet's copy): a bucket a distance at first, then logarithmically wider
 * ones. torch computes the logarithm in fp32, and so does this: 16 of 128 lies on the edge of a bucket.
 */
export function relativePositionBucket(
  distance: number,
  { buckets, maxDistance }: Omit<RelativePositions, "heads">,
): number {
  const half = Math.floor(buckets / 2);
  const exact = Math.floor(half / 2);
  const side = distance > 0 ? half : 0;
  const steps = Math.abs(distance);
  if (steps < exact) return side + steps;
  const logarithm = Math.fround(Math.log(Math.fround(steps / exact)));
  const share = Math.fround(logarithm / Math.fround(Math.log(maxDistance / exact)));
  const wide = exact + Math.trunc(Math.fround(share * (half - exact)));
  return side + Math.min(wide, half - 1);
}

/** The table of buckets `[buckets, heads]` as one of distances, `[heads, 2 x maxDistance + 1]`. */
function byDistance(table: WeightTensor, positions: RelativePositions): WeightTensor {
  const { heads, maxDistance } = positions;
  const distances = 2 * maxDistance + 1;
  return {
    name: `${table.name}.byDistance`,
    shape: [heads, distances],
    read: async () => {
      const values = await table.read();
      return Float32Array.from({ length: heads * distances }, (_, index) => {
        const distance = (index % distances) - maxDistance;
        const bucket = relativePositionBucket(distance, positions);
        return values[bucket * heads + Math.floor(index / distances)] as number;
      });
    },
  };
}

/**
 * What is added to the attention's scores for the distance between two tokens: `[1, heads, sequence, sequence]`, the same in every
 * layer.
 * @param table of buckets, `[buckets, heads]`
 */
export function relativePositionBias(
  graph: GraphBuilder,
  inputIds: Value,
  table: WeightTensor,
  positions: RelativePositions,
): Value {
  const name = "relativePositions";
  const { maxDistance } = positions;
  const order = positionsUpTo(graph, `${name}.order`, sequenceLength(graph, inputIds));
  const distance = graph.node(`${name}.distance`, "Sub", [
    graph.node(`${name}.keys`, "Unsqueeze", [order, graph.integers(0)]),
    graph.node(`${name}.queries`, "Unsqueeze", [order, graph.integers(1)]),
  ]);
  const furthest = graph.integer(maxDistance);
  const near = graph.node(`${name}.near`, "Clip", [distance, graph.integer(-maxDistance), furthest]);
  const column = graph.node(`${name}.column`, "Add", [near, furthest]);
  const bias = graph.node(`${name}.byHead`, "Gather", [graph.weight(byDistance(table, positions)), column], {
    attributes: { axis: 1 },
  });
  return graph.node(`${name}.bias`, "Unsqueeze", [bias, graph.integers(0)]);
}
