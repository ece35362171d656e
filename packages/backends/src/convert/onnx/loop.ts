import type { GraphBuilder, Value } from "./graph-builder.ts";
import { elementTypes } from "./onnx-schema.ts";

/** What a round of a loop is given. Values of the graph around it are seen by their names. */
export interface LoopRound {
  /** Collects the round's operators; it takes no weights. */
  readonly graph: GraphBuilder;
  /** Counts from 0: an int64 vector of one element. */
  readonly index: Value;
  /** What the round before gave. */
  readonly carried: Value;
}

/**
 * ONNX's `Loop` over one float32 value, whose shape may change from round to round.
 * @param count of rounds: an int64 vector of one element
 * @param initial carried into the first round
 * @param round gives what is carried on
 * @returns what the last round gave, or `initial` where `count` is 0
 */
export function loop(
  graph: GraphBuilder,
  name: string,
  count: Value,
  initial: Value,
  round: (inner: LoopRound) => Value,
): Value {
  const [counter, goOn, carried] = [`${name}.counter`, `${name}.goOn`, `${name}.carried`];
  const body = graph.nested();
  const first = body.node(`${name}.index`, "Reshape", [counter, graph.integers(1)]);
  const result = round({ graph: body, index: first, carried });
  const still = body.node(`${name}.stillGoOn`, "Identity", [goOn]);
  const value = (valueName: string, elemType: number, dim?: readonly object[]) => ({
    name: valueName,
    type: { tensorType: { elemType, ...(dim && { shape: { dim } }) } },
  });
  return graph.node(name, "Loop", [count, "", initial], {
    attributes: {
      body: {
        graph: {
          name: `${name}.body`,
          node: body.nodes,
          input: [
            value(counter, elementTypes.int64, []),
            value(goOn, elementTypes.bool, []),
            value(carried, elementTypes.float32),
          ],
          output: [value(still, elementTypes.bool, []), value(result, elementTypes.float32)],
        },
      },
    },
  });
}
