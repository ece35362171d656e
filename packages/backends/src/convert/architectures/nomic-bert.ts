import { paddingScores } from "../blocks/blockwise-attention.ts";
import { gatedFeedForward } from "../blocks/gated-feed-forward.ts";
import { layerNorm } from "../blocks/layer-norm.ts";
import { mergedAttention } from "../blocks/rotary-attention.ts";
import { rotaryTables } from "../blocks/rotary-positions.ts";
import { sequenceLength } from "../blocks/sequence-length.ts";
import { Checkpoint } from "../checkpoint.ts";
import type { Architecture } from "./architecture.ts";
import { encoderInputs, encoderNames } from "./encoder-inputs.ts";
import { nomicBertConfigKeys, nomicBertTokenTable, readNomicBert } from "./nomic-bert-config.ts";

/**
 * NomicBERT (Nussbaum et al. 2024; nomic-ai/nomic-bert-2048, modeling_hf_nomic_bert.py): BERT with rotary positions and a gated
 * feed-forward network, each part's sum normalised.
 */
export const nomicBert: Architecture = {
  configKeys: nomicBertConfigKeys,
  build(graph, card, weights, reader) {
    const config = readNomicBert(reader, card.maxTokens);
    const { hidden, heads, layers, inner, epsilon, rotated } = config;
    const checkpoint = new Checkpoint(weights, ["", "bert."], nomicBertTokenTable);
    const norm = (name: string, input: string, output?: string) =>
      layerNorm(graph, checkpoint, name, input, { hidden, epsilon }, output);

    const inputs = encoderInputs(graph);
    const sequence = sequenceLength(graph, inputs.inputIds);
    const sight = {
      rotary: rotaryTables(graph, "rotary", sequence, { ...config.rotary, size: rotated }),
      reach: {},
      padding: paddingScores(graph, inputs.attentionMask),
      sequence,
    };
    const headSize = hidden / heads;
    const size = { hidden, heads, keyHeads: heads, headSize, rotated, scale: headSize ** -0.5 };

    const rows = (table: string, count: number, ids: string) =>
      graph.node(`${table}.rows`, "Gather", [graph.weight(checkpoint.tensor(table, [count, hidden])), ids]);
    const embedded = graph.node("embeddings.typed", "Add", [
      rows(nomicBertTokenTable, config.rows, inputs.inputIds),
      rows("embeddings.token_type_embeddings.weight", config.tokenTypes, inputs.tokenTypeIds),
    ]);
    let states = norm("emb_ln", embedded);
    for (let layer = 0; layer < layers; layer++) {
      const name = `encoder.layers.${layer}`;
      const context = mergedAttention(
        graph,
        checkpoint,
        `${name}.attn`,
        states,
        { all: `${name}.attn.Wqkv`, output: `${name}.attn.out_proj` },
        sight,
        { ...size, bias: config.attentionBias },
      );
      const attended = norm(`${name}.norm1`, graph.node(`${name}.attended`, "Add", [context, states]));
      const fed = gatedFeedForward(
        graph,
        checkpoint,
        `${name}.mlp`,
        attended,
        { up: [`${name}.mlp.fc12`, `${name}.mlp.fc11`], down: `${name}.mlp.fc2` },
        config.activation,
        { hidden, inner, bias: config.feedForwardBias },
      );
      const last = layer === layers - 1 ? encoderNames.hiddenStates : undefined;
      states = norm(`${name}.norm2`, graph.node(`${name}.fed`, "Add", [fed, attended]), last);
    }
    graph.output(states, ["batch", "sequence", hidden]);
  },
};
