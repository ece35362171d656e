import { qwen3ConfigKeys, qwen3TokenTable, readQwen3 } from "../architectures/qwen3-config.ts";
import { Checkpoint } from "../checkpoint.ts";
import { matrix, normWeight, real, transformerMetadata } from "./gated-transformer.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import { groupedLayer, groupedMetadata } from "./grouped-layers.ts";

const name = "qwen3";

const norms = [
  ["attn_norm", "input_layernorm"],
  ["ffn_norm", "post_attention_layernorm"],
] as const;

/** Qwen3 as llama.cpp has it (src/models/qwen3.cpp): SiLU, no biases, every token sees all before it. */
export const qwen3: GgufArchitecture = {
  name,
  configKeys: qwen3ConfigKeys,
  describe(card, weights, reader, dtype) {
    const config = readQwen3(reader);
    const { hidden, heads, inner, epsilon, layerTypes, rotary } = config;
    if (config.bias) throw reader.unsupported("attention_bias", true, "false in llama.cpp");
    if (layerTypes.includes("sliding_attention") || config.reach.full_attention.after !== 0) {
      throw reader.unsupported("layer_types", layerTypes, "causal full_attention in llama.cpp");
    }
    const activation = reader.word("hidden_act", "silu");
    if (activation !== "silu") throw reader.unsupported("hidden_act", activation, "silu in llama.cpp");
    if (rotary.scale !== 1) throw reader.unsupported("rope_scaling", rotary.scale, "none in llama.cpp");
    const checkpoint = new Checkpoint(weights, ["", "model."], qwen3TokenTable);
    const layers = layerTypes.length;
    return {
      metadata: [
        ...transformerMetadata(card, name, { hidden, inner, layers, heads, theta: rotary.theta }),
        ...groupedMetadata(name, config),
        [`${name}.attention.layer_norm_rms_epsilon`, real(epsilon)],
      ],
      tensors: [
        matrix(checkpoint, dtype, "token_embd", qwen3TokenTable, card.vocabularySize, hidden),
        normWeight("output_norm", checkpoint.tensor("norm.weight", [hidden])),
        ...layerTypes.flatMap((_, layer) =>
          groupedLayer(checkpoint, dtype, layer, config, norms, (weight) => weight),
        ),
      ],
    };
  },
};
