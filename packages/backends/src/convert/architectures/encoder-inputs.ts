import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";

/** Names of what every converted graph takes and gives; the engine feeds it by them. */
export const encoderNames = {
  inputIds: "input_ids",
  attentionMask: "attention_mask",
  tokenTypeIds: "token_type_ids",
  hiddenStates: "last_hidden_state",
} as const;

export interface EncoderInputs {
  readonly inputIds: Value;
  readonly attentionMask: Value;
  readonly tokenTypeIds: Value;
}

/** The three int32 inputs, `[batch, sequence]`, as `TokenBatch` has them. */
export function encoderInputs(graph: GraphBuilder): EncoderInputs {
  const shape = ["batch", "sequence"];
  return {
    inputIds: graph.input(encoderNames.inputIds, shape),
    attentionMask: graph.input(encoderNames.attentionMask, shape),
    tokenTypeIds: graph.input(encoderNames.tokenTypeIds, shape),
  };
}
