import type { ModelCard } from "@isovec/core";
import type { MetadataValue } from "./metadata.ts";

/** `llama_token_type` of llama.h. */
const tokenTypes = { normal: 1, control: 3, userDefined: 4, unused: 5 };

/** Special tokens: llama.cpp's keys (its own spelling) -> the key of tokenizer_config.json, and BERT's usual token. */
const specialTokens: readonly (readonly [key: string, configKey: string, usual: string])[] = [
  // llama.cpp puts `bos` in front of a text and `seperator` behind it; without these keys it takes 101 and 102.
  ["bos_token_id", "cls_token", "[CLS]"],
  ["cls_token_id", "cls_token", "[CLS]"],
  ["seperator_token_id", "sep_token", "[SEP]"],
  ["unknown_token_id", "unk_token", "[UNK]"],
  ["padding_token_id", "pad_token", "[PAD]"],
  ["mask_token_id", "mask_token", "[MASK]"],
];

interface Tokenizer {
  readonly model?: {
    readonly type?: unknown;
    readonly vocab?: unknown;
    readonly continuing_subword_prefix?: unknown;
  };
  readonly added_tokens?: readonly {
    readonly id: number;
    readonly content: string;
    readonly special: boolean;
  }[];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** llama.cpp marks the beginning of a word where WordPiece marks its continuation (conversion/bert.py, `phantom`). */
function marked(token: string): string {
  return token.startsWith("##") ? token.slice(2) : `\u2581${token}`;
}

function specialIds(
  { tokenizer: { config } }: ModelCard,
  ids: ReadonlyMap<string, number>,
): [string, number][] {
  return specialTokens.flatMap(([key, configKey, usual]) => {
    const configured = config[configKey];
    const content = isRecord(configured) ? configured["content"] : configured;
    const id = ids.get(typeof content === "string" ? content : usual);
    return id === undefined ? [] : [[key, id]];
  });
}

/**
 * The tokenizer section for programs that give llama.cpp text. It tokenizes some texts otherwise than the model's own
 * tokenizer: special tokens written out, Korean, combining marks of Indic scripts, words over 100 characters.
 * @returns undefined when the model's tokenizer is no WordPiece as llama.cpp has it
 */
export function wordpieceVocabulary(card: ModelCard): readonly [string, MetadataValue][] | undefined {
  const { model, added_tokens: added = [] } = card.tokenizer.definition as Tokenizer;
  if (model?.type !== "WordPiece" || !isRecord(model.vocab) || model.continuing_subword_prefix !== "##") {
    return undefined;
  }
  const ids = new Map(Object.entries(model.vocab as Record<string, number>));
  for (const { content, id } of added) ids.set(content, id);
  const special = specialIds(card, ids);
  if (
    !special.some(([key]) => key === "bos_token_id") ||
    !special.some(([key]) => key === "seperator_token_id")
  ) {
    return undefined;
  }

  const tokens = Array.from({ length: card.vocabularySize }, (_, id) => `[PAD${id}]`);
  const types = tokens.map(() => tokenTypes.unused);
  const spelt = new Set<string>();
  const put = (id: number, token: string, type: number) => {
    // The table has no row for an id beyond it; and llama.cpp aborts over two tokens of one spelling.
    if (id >= tokens.length || spelt.has(token)) return;
    spelt.add(token);
    tokens[id] = token;
    types[id] = type;
  };
  for (const [token, id] of ids) put(id, marked(token), tokenTypes.normal);
  for (const { content, id, special: isSpecial } of added) {
    if (isSpecial) put(id, content, tokenTypes.control);
    else put(id, marked(content), tokenTypes.userDefined);
  }
  return [
    ["tokenizer.ggml.model", { type: "string", value: "bert" }],
    ["tokenizer.ggml.pre", { type: "string", value: "default" }],
    ["tokenizer.ggml.tokens", { type: "strings", value: tokens }],
    ["tokenizer.ggml.token_type", { type: "int32s", value: types }],
    ...special.map(([key, value]): [string, MetadataValue] => [
      `tokenizer.ggml.${key}`,
      { type: "uint32", value },
    ]),
  ];
}
