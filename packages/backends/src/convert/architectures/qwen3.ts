import { activationOf } from "../blocks/activation.ts";
import { paddingScores } from "../blocks/blockwise-attention.ts";
import { gatedFeedForward } from "../blocks/gated-feed-forward.ts";
import { rmsNorm } from "../blocks/rms-norm.ts";
import { groupedAttention, type Sight } from "../blocks/rotary-attention.ts";
import { rotaryTables } from "../blocks/rotary-positions.ts";
import { sequenceLength } from "../blocks/sequence-length.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { Value } from "../onnx/graph-builder.ts";
import type { Architecture } from "./architecture.ts";
import { encoderInputs, encoderNames } from "./encoder-inputs.ts";
import type { LayerType } from "./layer-types.ts";
import { qwen3ConfigKeys, qwen3TokenTable, readQwen3 } from "./qwen3-config.ts";

/** Qwen3 (Yang et al. 2025; transformers, modeling_qwen3.py) without its language head: each token sees those before it. */
export const qwen3: Architecture = {
  configKeys: qwen3ConfigKeys,
  build(graph, card, weights, reader) {
    const config = readQwen3(reader);
    const activation = activationOf(reader, "hidden_act", "silu");
    const { hidden, headSize, layerTypes, inner, epsilon } = config;
    const checkpoint = new Checkpoint(weights, ["", "model."], qwen3TokenTable);
    const norm = (name: string, input: Value, width = hidden, output = `${name}.output`) =>
      rmsNorm(graph, name, input, checkpoint.tensor(`${name}.weight`, [width]), epsilon, output);

    const inputs = encoderInputs(graph);
    const sequence = sequenceLength(graph, inputs.inputIds);
    const view = {
      rotary: rotaryTables(graph, "rotary", sequence, { ...config.rotary, size: headSize }),
      padding: paddingScores(graph, inputs.attentionMask),
      sequence,
    };
    const sights: Record<LayerType, Sight> = {
      full_attention: { ...view, reach: config.reach.full_attention },
      sliding_attention: { ...view, reach: config.reach.sliding_attention },
    };
    const table = graph.weight(checkpoint.tensor(qwen3TokenTable, [card.vocabularySize, hidden]));
    let states = graph.node("embed_tokens", "Gather", [table, inputs.inputIds]);
    for (const [layer, type] of layerTypes.entries()) {
      const name = `layers.${layer}`;
      const attended = graph.node(`${name}.attended`, "Add", [
        states,
        groupedAttention(
          graph,
          checkpoint,
          `${name}.self_attn`,
          norm(`${name}.input_layernorm`, states),
          (head, input) => norm(head, input, headSize),
          sights[type],
          config,
        ),
      ]);
      const mlp = `${name}.mlp`;
      const fed = gatedFeedForward(
        graph,
        checkpoint,
        mlp,
        norm(`${name}.post_attention_layernorm`, attended),
        { up: [`${mlp}.gate_proj`, `${mlp}.up_proj`], down: `${mlp}.down_proj` },
        activation,
        { hidden, inner, bias: false },
      );
      states = graph.node(`${name}.output`, "Add", [attended, fed]);
    }
    norm("norm", states, hidden, encoderNames.hiddenStates);
    graph.output(encoderNames.hiddenStates, ["batch", "sequence", hidden]);
  },
};
