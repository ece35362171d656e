import { describe, expect, it } from "vitest";
import type { ModelCard } from "../../../model/model-card.ts";
import { createTokenizer } from "../create-tokenizer.ts";

type Definition = Readonly<Record<string, unknown>>;

const wordPiece = {
  type: "WordPiece",
  vocab: { "[UNK]": 0, a: 1, b: 2 },
  unk_token: "[UNK]",
  continuing_subword_prefix: "##",
};

const nothing = {
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
  added_tokens: [],
};

function card(definition: Definition): ModelCard {
  const tokenizer = {
    definition: { ...nothing, model: wordPiece, ...definition },
    config: {},
    sha256: "",
  };
  return { directory: "/models/small", maxTokens: 64, vocabularySize: 8, tokenizer } as unknown as ModelCard;
}

const ids = (definition: Definition, text: string) => [
  ...createTokenizer(card(definition)).tokenize(text).ids,
];

describe("what a tokenizer.json may ask for", () => {
  it("is a tokenizer of these few tokens", () => {
    expect(ids({ pre_tokenizer: { type: "Whitespace" } }, "a b c")).toEqual([1, 2, 0]);
  });

  it("is named by its key when it is too much", () => {
    expect(() =>
      createTokenizer(card({ model: { ...wordPiece, max_input_chars_per_word: 1e9 } })),
    ).toThrowError(
      expect.objectContaining({
        name: "ModelCorrupt",
        message: expect.stringMatching(
          /tokenizer\.json of .*small cannot be used: its model\.max_input_chars_per_word is not an integer from 1 to 256/,
        ),
        remedy: expect.any(String),
      }),
    );
  });

  it("lets a text grow only so far, where the file alone does not show it", () => {
    const doubled = { type: "Replace", pattern: { Regex: "(?=a)" }, content: "a" };
    const definition = { normalizer: { type: "Sequence", normalizers: Array(20).fill(doubled) } };
    expect(() => ids(definition, "a".repeat(1000))).toThrowError(
      expect.objectContaining({
        name: "ModelCorrupt",
        message: expect.stringMatching(/makes \d+ characters of a text of 1000, more than 64 times as many/),
      }),
    );
  });

  it("has added tokens that take the white space around them, once, however long", () => {
    const space = { id: 3, content: " ", special: true, lstrip: true, rstrip: true };
    const definition = { pre_tokenizer: { type: "Whitespace" }, added_tokens: [space] };
    expect(ids(definition, `a${" ".repeat(30)}b`)).toEqual([1, 3, 2]);
  });
});
