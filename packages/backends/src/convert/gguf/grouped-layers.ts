import type { GroupedHeads } from "../architectures/grouped-config.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { WeightTensor } from "../onnx/weight-tensor.ts";
import { count, matrix, normWeight } from "./gated-transformer.ts";
import type { GgufTensor } from "./gguf-file.ts";
import type { MetadataValue } from "./metadata.ts";
import type { GgufDtype } from "./tensor-type.ts";

/** Of heads of which several share a key. */
export function groupedMetadata(
  name: string,
  { keyHeads, headSize }: GroupedHeads,
): [string, MetadataValue][] {
  return [
    [`${name}.attention.head_count_kv`, count(keyHeads)],
    [`${name}.attention.key_length`, count(headSize)],
    [`${name}.attention.value_length`, count(headSize)],
  ];
}

/**
 * A layer of Qwen3 and Gemma 3, which differ in their norms.
 * @param norms llama.cpp's name -> that of the checkpoint
 * @param normed the tensor that is written for a norm's weight
 */
export function groupedLayer(
  checkpoint: Checkpoint,
  dtype: GgufDtype,
  layer: number,
  { hidden, heads, keyHeads, headSize, inner }: GroupedHeads & { readonly inner: number },
  norms: readonly (readonly [string, string])[],
  normed: (weights: WeightTensor, name: string) => WeightTensor,
): GgufTensor[] {
  const [own, from] = [`blk.${layer}`, `layers.${layer}`];
  const part = (what: string, where: string, outputs: number, inputs: number) =>
    matrix(checkpoint, dtype, `${own}.${what}`, `${from}.${where}.weight`, outputs, inputs);
  const norm = (what: string, where: string, width: number) =>
    normWeight(`${own}.${what}`, normed(checkpoint.tensor(`${from}.${where}.weight`, [width]), what));
  return [
    part("attn_q", "self_attn.q_proj", heads * headSize, hidden),
    part("attn_k", "self_attn.k_proj", keyHeads * headSize, hidden),
    part("attn_v", "self_attn.v_proj", keyHeads * headSize, hidden),
    part("attn_output", "self_attn.o_proj", hidden, heads * headSize),
    norm("attn_q_norm", "self_attn.q_norm", headSize),
    norm("attn_k_norm", "self_attn.k_norm", headSize),
    part("ffn_gate", "mlp.gate_proj", inner, hidden),
    part("ffn_up", "mlp.up_proj", inner, hidden),
    part("ffn_down", "mlp.down_proj", hidden, inner),
    ...norms.map(([what, where]) => norm(what, where, hidden)),
  ];
}
