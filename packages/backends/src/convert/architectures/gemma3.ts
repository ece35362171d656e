import { activationOf } from "../blocks/activation.ts";
import { paddingScores } from "../blocks/blockwise-attention.ts";
import { gatedFeedForward } from "../blocks/gated-feed-forward.ts";
import { rmsNorm } from "../blocks/rms-norm.ts";
import { groupedAttention, type Sight } from "../blocks/rotary-attention.ts";
import { rotaryTables } from "../blocks/rotary-positions.ts";
import { sequenceLength } from "../blocks/sequence-length.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { Architecture } from "./architecture.ts";
import { encoderInputs, encoderNames } from "./encoder-inputs.ts";
import { gemma3ConfigKeys, gemma3TokenTable, onePlus, readGemma3 } from "./gemma3-config.ts";
import type { LayerType } from "./layer-types.ts";

/**
 * Gemma 3's text model (Gemma Team 2025; transformers, modeling_gemma3.py), as EmbeddingGemma has it with every token seeing
 * both sides. What goes into a part and what comes out of it are both normalised.
 */
export const gemma3: Architecture = {
  configKeys: gemma3ConfigKeys,
  build(graph, card, weights, reader) {
    const config = readGemma3(reader);
    const activation = activationOf(reader, "hidden_activation", "gelu_pytorch_tanh");
    const { hidden, headSize, layerTypes, inner, epsilon } = config;
    const checkpoint = new Checkpoint(weights, ["", "model."], gemma3TokenTable);
    const norm = (name: string, input: string, width = hidden, output = `${name}.output`) =>
      rmsNorm(graph, name, input, onePlus(checkpoint.tensor(`${name}.weight`, [width])), epsilon, output);

    const inputs = encoderInputs(graph);
    const sequence = sequenceLength(graph, inputs.inputIds);
    const padding = paddingScores(graph, inputs.attentionMask);
    const sights = new Map<LayerType, Sight>();
    for (const type of new Set(layerTypes)) {
      const rotary = rotaryTables(graph, type, sequence, { ...config.rotary[type], size: headSize });
      sights.set(type, { rotary, reach: config.reach[type], padding, sequence });
    }
    const table = graph.weight(checkpoint.tensor(gemma3TokenTable, [card.vocabularySize, hidden]));
    const words = graph.node("embed_tokens", "Gather", [table, inputs.inputIds]);
    let states = graph.node("embed_tokens.scaled", "Mul", [words, graph.float(Math.sqrt(hidden))]);
    for (const [layer, type] of layerTypes.entries()) {
      const name = `layers.${layer}`;
      const context = groupedAttention(
        graph,
        checkpoint,
        `${name}.self_attn`,
        norm(`${name}.input_layernorm`, states),
        (head, input) => norm(head, input, headSize),
        sights.get(type) as Sight,
        config,
      );
      const attended = graph.node(`${name}.attended`, "Add", [
        states,
        norm(`${name}.post_attention_layernorm`, context),
      ]);
      const mlp = `${name}.mlp`;
      const fed = gatedFeedForward(
        graph,
        checkpoint,
        mlp,
        norm(`${name}.pre_feedforward_layernorm`, attended),
        { up: [`${mlp}.gate_proj`, `${mlp}.up_proj`], down: `${mlp}.down_proj` },
        activation,
        { hidden, inner, bias: false },
      );
      states = graph.node(`${name}.output`, "Add", [
        attended,
        norm(`${name}.post_feedforward_layernorm`, fed),
      ]);
    }
    norm("norm", states, hidden, encoderNames.hiddenStates);
    graph.output(encoderNames.hiddenStates, ["batch", "sequence", hidden]);
  },
};
