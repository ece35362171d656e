import {
  modernBertConfigKeys,
  modernBertTokenTable,
  readModernBert,
} from "../architectures/modernbert-config.ts";
import { Checkpoint } from "../checkpoint.ts";
import { count, matrix, normWeight, real, transformerMetadata } from "./gated-transformer.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import type { GgufTensor } from "./gguf-file.ts";
import type { MetadataValue } from "./metadata.ts";

const name = "modern-bert";

/** ModernBERT as llama.cpp has it (src/models/modern-bert.cpp): no biases, GELU, every so many layers one sees everything. */
export const modernBert: GgufArchitecture = {
  name,
  configKeys: modernBertConfigKeys,
  describe(card, weights, reader, dtype) {
    const config = readModernBert(reader);
    const { hidden, inner, heads, layerTypes, norm, rotary, localReach } = config;
    for (const [key, biased] of [
      ["norm_bias", norm.bias],
      ["attention_bias", config.attentionBias],
      ["mlp_bias", config.feedForwardBias],
    ] as const) {
      if (biased) throw reader.unsupported(key, true, "false in llama.cpp");
    }
    const activation = reader.word("hidden_activation", "gelu");
    if (activation !== "gelu") throw reader.unsupported("hidden_activation", activation, "gelu in llama.cpp");
    const layers = layerTypes.length;
    const slides = layerTypes.includes("sliding_attention");
    const second = layerTypes.indexOf("full_attention", 1);
    const period = second === -1 ? layers : second;
    const periodic = layerTypes.every(
      (type, layer) => (type === "full_attention") === (layer % period === 0),
    );
    if (slides && !periodic) {
      throw reader.unsupported(
        "layer_types",
        layerTypes,
        "one of every so many, beginning with the first, in llama.cpp",
      );
    }
    for (const { scale } of Object.values(rotary)) {
      if (scale !== 1) throw reader.unsupported("rope_parameters", scale, "the default in llama.cpp");
    }
    const sliding: [string, MetadataValue][] = [
      [`${name}.attention.sliding_window`, count(2 * localReach)],
      [`${name}.attention.sliding_window_pattern`, count(period)],
      [`${name}.rope.freq_base_swa`, real(rotary.sliding_attention.theta)],
    ];
    const checkpoint = new Checkpoint(weights, ["", "model."], modernBertTokenTable);
    const stored = (own: string, from: string) =>
      normWeight(own, checkpoint.tensor(`${from}.weight`, [hidden]));
    const tensors: GgufTensor[] = [
      matrix(checkpoint, dtype, "token_embd", modernBertTokenTable, card.vocabularySize, hidden),
      stored("token_embd_norm", "embeddings.norm"),
      stored("output_norm", "final_norm"),
    ];
    for (let layer = 0; layer < layers; layer++) {
      const [own, from] = [`blk.${layer}`, `layers.${layer}`];
      const part = (what: string, where: string, outputs: number, inputs: number) =>
        matrix(checkpoint, dtype, `${own}.${what}`, `${from}.${where}.weight`, outputs, inputs);
      if (layer > 0) tensors.push(stored(`${own}.attn_norm`, `${from}.attn_norm`));
      tensors.push(
        part("attn_qkv", "attn.Wqkv", 3 * hidden, hidden),
        part("attn_output", "attn.Wo", hidden, hidden),
        stored(`${own}.ffn_norm`, `${from}.mlp_norm`),
        part("ffn_up", "mlp.Wi", 2 * inner, hidden),
        part("ffn_down", "mlp.Wo", hidden, inner),
      );
    }
    const theta = rotary.full_attention.theta;
    const metadata: [string, MetadataValue][] = [
      ...transformerMetadata(card, name, { hidden, inner, layers, heads, theta }),
      [`${name}.attention.layer_norm_epsilon`, real(norm.epsilon)],
      [`${name}.attention.causal`, { type: "bool", value: false }],
      ...(slides ? sliding : []),
    ];
    return { metadata, tensors };
  },
};
