import { type Activation, activationOf } from "../blocks/activation.ts";
import { paddingScores } from "../blocks/blockwise-attention.ts";
import { gatedFeedForward } from "../blocks/gated-feed-forward.ts";
import { layerNorm } from "../blocks/layer-norm.ts";
import { mergedAttention, type Sight } from "../blocks/rotary-attention.ts";
import { rotaryTables } from "../blocks/rotary-positions.ts";
import { sequenceLength } from "../blocks/sequence-length.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { GraphBuilder, Value } from "../onnx/graph-builder.ts";
import type { Architecture } from "./architecture.ts";
import { encoderInputs, encoderNames } from "./encoder-inputs.ts";
import { modernBertConfigKeys, modernBertTokenTable, readModernBert } from "./modernbert-config.ts";

type ModernBert = ReturnType<typeof readModernBert> & { readonly activation: Activation };

/** Each part's input is normalised, and its output added. The first layer's input is, by the embeddings' own norm. */
function encoderLayer(
  graph: GraphBuilder,
  checkpoint: Checkpoint,
  layer: number,
  input: Value,
  sight: Sight,
  config: ModernBert,
): Value {
  const name = `layers.${layer}`;
  const { hidden, heads, inner, norm } = config;
  const headSize = hidden / heads;
  const normed = layer === 0 ? input : layerNorm(graph, checkpoint, `${name}.attn_norm`, input, norm);
  const context = mergedAttention(
    graph,
    checkpoint,
    `${name}.attn`,
    normed,
    { all: `${name}.attn.Wqkv`, output: `${name}.attn.Wo` },
    sight,
    { hidden, heads, keyHeads: heads, headSize, scale: headSize ** -0.5, bias: config.attentionBias },
  );
  const attended = graph.node(`${name}.attended`, "Add", [input, context]);
  const fed = gatedFeedForward(
    graph,
    checkpoint,
    `${name}.mlp`,
    layerNorm(graph, checkpoint, `${name}.mlp_norm`, attended, norm),
    { up: `${name}.mlp.Wi`, down: `${name}.mlp.Wo` },
    config.activation,
    { hidden, inner, bias: config.feedForwardBias },
  );
  return graph.node(`${name}.output`, "Add", [attended, fed]);
}

/** ModernBERT (Warner et al. 2024; transformers, modeling_modernbert.py). */
export const modernBert: Architecture = {
  configKeys: modernBertConfigKeys,
  build(graph, card, weights, reader) {
    const config = {
      ...readModernBert(reader),
      activation: activationOf(reader, "hidden_activation", "gelu"),
    };
    const { hidden, heads, layerTypes, rotary, localReach, norm } = config;
    const checkpoint = new Checkpoint(weights, ["", "model."], modernBertTokenTable);
    const inputs = encoderInputs(graph);
    const sequence = sequenceLength(graph, inputs.inputIds);
    const padding = paddingScores(graph, inputs.attentionMask);
    const tables = (name: "full_attention" | "sliding_attention") =>
      rotaryTables(graph, name, sequence, { ...rotary[name], size: hidden / heads });
    const sights: Record<string, Sight> = {};
    for (const type of new Set(layerTypes)) {
      const reach = type === "full_attention" ? {} : { before: localReach, after: localReach };
      sights[type] = { rotary: tables(type), reach, padding, sequence };
    }
    const table = graph.weight(checkpoint.tensor(modernBertTokenTable, [card.vocabularySize, hidden]));
    const words = graph.node("embeddings.tokens", "Gather", [table, inputs.inputIds]);
    let states = layerNorm(graph, checkpoint, "embeddings.norm", words, norm);
    for (const [layer, type] of layerTypes.entries()) {
      states = encoderLayer(graph, checkpoint, layer, states, sights[type] as Sight, config);
    }
    layerNorm(graph, checkpoint, "final_norm", states, norm, encoderNames.hiddenStates);
    graph.output(encoderNames.hiddenStates, ["batch", "sequence", hidden]);
  },
};
