import { gemma3ConfigKeys, gemma3TokenTable, onePlus, readGemma3 } from "../architectures/gemma3-config.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";
import { count, matrix, normWeight, real, transformerMetadata } from "./gated-transformer.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import { groupedLayer, groupedMetadata } from "./grouped-layers.ts";

const name = "gemma-embedding";

const norms = [
  ["attn_norm", "input_layernorm"],
  ["post_attention_norm", "post_attention_layernorm"],
  ["ffn_norm", "pre_feedforward_layernorm"],
  ["post_ffw_norm", "post_feedforward_layernorm"],
] as const;

/** Constants of llama.cpp (src/models/gemma-embedding.cpp). */
const fullEvery = 6;
const slidingTheta = 10_000;

/** EmbeddingGemma as llama.cpp has it: GELU by tanh, no biases, both sides seen; its Dense modules stay with core. */
export const gemma3: GgufArchitecture = {
  name,
  configKeys: gemma3ConfigKeys,
  describe(card, weights, reader, dtype) {
    const config = readGemma3(reader);
    const { hidden, heads, headSize, inner, epsilon, layerTypes, reach, rotary, scale } = config;
    if (config.bias) throw reader.unsupported("attention_bias", true, "false in llama.cpp");
    const side = reach.sliding_attention.after;
    if (reach.full_attention.after === 0 || side === undefined) {
      throw reader.unsupported("use_bidirectional_attention", false, "true in llama.cpp");
    }
    const activation = reader.word("hidden_activation", "gelu_pytorch_tanh");
    if (activation !== "gelu_pytorch_tanh") {
      throw reader.unsupported("hidden_activation", activation, "gelu_pytorch_tanh in llama.cpp");
    }
    if (layerTypes.some((type, layer) => (type === "full_attention") !== ((layer + 1) % fullEvery === 0))) {
      throw reader.unsupported("layer_types", layerTypes, `every ${fullEvery}th full_attention in llama.cpp`);
    }
    const { full_attention: full, sliding_attention: sliding } = rotary;
    if (sliding.theta !== slidingTheta || full.scale !== 1) {
      throw reader.unsupported(
        "rope_parameters",
        rotary,
        `${slidingTheta} for windows and no scaling in llama.cpp`,
      );
    }
    // llama.cpp scales scores by the width of a head; what the model wants beyond that goes into the queries' norm.
    const queryScale = scale * Math.sqrt(headSize);
    const normed = (weight: WeightTensor, what: string): WeightTensor => {
      const one = onePlus(weight);
      if (what !== "attn_q_norm") return one;
      return { ...one, read: async () => (await one.read()).map((value) => value * queryScale) };
    };
    const checkpoint = new Checkpoint(weights, ["", "model."], gemma3TokenTable);
    const layers = layerTypes.length;
    return {
      metadata: [
        ...transformerMetadata(card, name, { hidden, inner, layers, heads, theta: full.theta }),
        ...groupedMetadata(name, config),
        [`${name}.attention.layer_norm_rms_epsilon`, real(epsilon)],
        [`${name}.attention.causal`, { type: "bool", value: false }],
        [`${name}.attention.sliding_window`, count(2 * side)],
      ],
      tensors: [
        matrix(checkpoint, dtype, "token_embd", gemma3TokenTable, card.vocabularySize, hidden),
        normWeight("output_norm", onePlus(checkpoint.tensor("norm.weight", [hidden]))),
        ...layerTypes.flatMap((_, layer) => groupedLayer(checkpoint, dtype, layer, config, norms, normed)),
      ],
    };
  },
};
