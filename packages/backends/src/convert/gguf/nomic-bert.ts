import {
  nomicBertConfigKeys,
  nomicBertTokenTable,
  readNomicBert,
} from "../architectures/nomic-bert-config.ts";
import { Checkpoint } from "../checkpoint.ts";
import { count, matrix, real, transformerMetadata } from "./gated-transformer.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import type { GgufTensor } from "./gguf-file.ts";
import { float32 } from "./tensor-type.ts";

const name = "nomic-bert";

/** NomicBERT as llama.cpp has it (src/models/bert.cpp): SiLU, no biases but the norms', all of a head rotated. */
export const nomicBert: GgufArchitecture = {
  name,
  configKeys: nomicBertConfigKeys,
  describe(card, weights, reader, dtype) {
    const config = readNomicBert(reader, card.maxTokens);
    const { hidden, inner, heads, layers, rows, tokenTypes, rotary } = config;
    for (const [key, biased] of [
      ["qkv_proj_bias", config.attentionBias],
      ["mlp_fc1_bias", config.feedForwardBias],
    ] as const) {
      if (biased) throw reader.unsupported(key, true, "false in llama.cpp");
    }
    const key = reader.spelling("activation_function", "hidden_act");
    const activation = reader.word(key, "silu");
    if (!["swiglu", "silu", "swish"].includes(activation)) {
      throw reader.unsupported(key, activation, "swiglu in llama.cpp");
    }
    if (config.rotated !== hidden / heads || rotary.scale !== 1) {
      throw reader.unsupported("rotary_emb_fraction", config.rotated, "the whole head in llama.cpp");
    }
    const checkpoint = new Checkpoint(weights, ["", "bert."], nomicBertTokenTable);
    const types = "embeddings.token_type_embeddings.weight";
    const norm = (own: string, from: string): GgufTensor[] =>
      ["weight", "bias"].map((part) => ({
        name: `${own}.${part}`,
        weights: checkpoint.tensor(`${from}.${part}`, [hidden]),
        type: float32,
      }));
    const tensors: GgufTensor[] = [
      matrix(checkpoint, dtype, "token_embd", nomicBertTokenTable, rows, hidden),
      { name: "token_types.weight", weights: checkpoint.tensor(types, [tokenTypes, hidden]), type: float32 },
      ...norm("token_embd_norm", "emb_ln"),
    ];
    for (let layer = 0; layer < layers; layer++) {
      const [own, from] = [`blk.${layer}`, `encoder.layers.${layer}`];
      const part = (what: string, where: string, outputs: number, inputs: number) =>
        matrix(checkpoint, dtype, `${own}.${what}`, `${from}.${where}.weight`, outputs, inputs);
      tensors.push(
        part("attn_qkv", "attn.Wqkv", 3 * hidden, hidden),
        part("attn_output", "attn.out_proj", hidden, hidden),
        ...norm(`${own}.attn_output_norm`, `${from}.norm1`),
        part("ffn_up", "mlp.fc11", inner, hidden),
        part("ffn_gate", "mlp.fc12", inner, hidden),
        part("ffn_down", "mlp.fc2", hidden, inner),
        ...norm(`${own}.layer_output_norm`, `${from}.norm2`),
      );
    }
    const size = { hidden, inner, layers, heads, theta: rotary.theta };
    return {
      metadata: [
        ...transformerMetadata(card, name, size),
        [`${name}.attention.layer_norm_epsilon`, real(config.epsilon)],
        [`${name}.attention.causal`, { type: "bool", value: false }],
        ["tokenizer.ggml.token_type_count", count(tokenTypes)],
      ],
      tensors,
    };
  },
};
