import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { ModelCard } from "../../model/model-card.ts";
import { readModel } from "../../model/read-model.ts";
import { createTokenizer } from "./create-tokenizer.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";

const repository = fileURLToPath(new URL("../../../../../", import.meta.url));

interface GoldenRow {
  readonly id: string;
  readonly text: string;
  readonly ids: number[];
  readonly tokens: number;
  readonly truncated: boolean;
}

const golden: GoldenRow[] = readFileSync(`${repository}test/fixtures/golden/all-MiniLM-L6-v2.jsonl`, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line));

const cls = 101;
const sep = 102;

describe("the tokenizer of all-MiniLM-L6-v2", () => {
  let card: ModelCard;
  let tokenizer: TextTokenizer;
  beforeAll(async () => {
    card = await readModel(`${repository}models/all-MiniLM-L6-v2`);
    tokenizer = createTokenizer(card);
  });

  it.each(golden)("gives HuggingFace's ids for $id", ({ text, ids, tokens, truncated }) => {
    const tokenized = tokenizer.tokenize(text);
    expect([...tokenized.ids]).toEqual(ids);
    expect(tokenized.tokens).toBe(tokens);
    expect(tokenized.truncated).toBe(truncated);
  });

  it("gives the empty string its two special tokens", () => {
    expect([...tokenizer.tokenize("").ids]).toEqual([cls, sep]);
  });

  it("keeps the closing token of a text that is too long, and says so", () => {
    const { ids, tokens, truncated } = tokenizer.tokenize("word ".repeat(400));
    expect(ids.length).toBe(256);
    expect(ids.at(0)).toBe(cls);
    expect(ids.at(-1)).toBe(sep);
    expect(tokens).toBe(402);
    expect(truncated).toBe(true);
  });

  it("does not call a text that just fits truncated", () => {
    expect(tokenizer.tokenize("word ".repeat(254))).toMatchObject({ tokens: 256, truncated: false });
    expect(tokenizer.tokenize("word ".repeat(255))).toMatchObject({ tokens: 257, truncated: true });
  });

  it("counts the prompt towards the maximum, and tells how many tokens it takes", () => {
    const { tokens, truncated, promptTokens } = tokenizer.tokenize("word ".repeat(254), "query: ");
    expect(tokens).toBe(258);
    expect(truncated).toBe(true);
    expect(promptTokens).toBe(3);
  });

  it("drops the start instead where tokenizer_config.json says truncation_side left", () => {
    const left = { ...card, tokenizer: { ...card.tokenizer, config: { truncation_side: "left" } } };
    const { ids } = createTokenizer(left).tokenize(`first ${"word ".repeat(300)} last`);
    expect(tokenizer.spell([...ids].slice(0, 2))).toEqual(["[CLS]", "word"]);
    expect(tokenizer.spell([...ids].slice(-2))).toEqual(["last", "[SEP]"]);
  });

  it("takes the spelling of a control token in a text for the token, as HuggingFace does", () => {
    expect([...tokenizer.tokenize("a [SEP] b").ids]).toEqual([cls, 1037, sep, 1038, sep]);
  });

  it("treats half of a surrogate pair as U+FFFD, which is removed", () => {
    expect([...tokenizer.tokenize("a\ud800 b\udc00").ids]).toEqual([...tokenizer.tokenize("a b").ids]);
  });

  it("spells ids", () => {
    expect(tokenizer.spell(tokenizer.tokenize("tokenizers").ids)).toEqual([
      "[CLS]",
      "token",
      "##izer",
      "##s",
      "[SEP]",
    ]);
  });

  describe("windows", () => {
    const text = Array.from({ length: 600 }, (_, index) => String.fromCharCode(97 + (index % 26))).join(" ");

    it("cover a long text with overlap, each with its special tokens", () => {
      const windows = tokenizer.windows(text, "", 50);
      expect(windows.map(({ start, end }) => [start, end])).toEqual([
        [0, 254],
        [204, 458],
        [408, 600],
      ]);
      for (const { ids, start, end } of windows) {
        expect(ids.length).toBe(end - start + 2);
        expect([ids.at(0), ids.at(-1)]).toEqual([cls, sep]);
      }
      const [first, second] = windows.map(({ ids }) => [...ids].slice(1, -1));
      expect(first?.slice(204)).toEqual(second?.slice(0, 50));
    });

    it("are one for a text that fits, the same ids as without windows", () => {
      const windows = tokenizer.windows("a b c", "", 10);
      expect(windows).toHaveLength(1);
      expect(windows[0]?.ids).toEqual(tokenizer.tokenize("a b c").ids);
    });

    it("begin with the prompt, each", () => {
      for (const { ids } of tokenizer.windows(text, "query: ", 0)) {
        expect(tokenizer.spell([...ids].slice(0, 3))).toEqual(["[CLS]", "query", ":"]);
        expect(ids.length).toBeLessThanOrEqual(256);
      }
    });

    it("refuse an overlap that leaves no room for progress", () => {
      expect(() => tokenizer.windows(text, "", 254)).toThrowError(/overlap of 254 tokens/);
      expect(() => tokenizer.windows(text, "", -1)).toThrowError(/overlap of -1 tokens/);
    });
  });

  it("is refused when it has more tokens than the model", () => {
    expect(() => createTokenizer({ ...card, vocabularySize: 30000 })).toThrowError(
      expect.objectContaining({
        name: "ModelCorrupt",
        message: expect.stringMatching(/id 30521.*vocab_size 30000/),
      }),
    );
  });

  it("is refused by name when its model is of an unknown kind", () => {
    const definition = { ...card.tokenizer.definition, model: { type: "Mystery" } };
    expect(() => createTokenizer({ ...card, tokenizer: { ...card.tokenizer, definition } })).toThrowError(
      expect.objectContaining({ name: "ModelCorrupt", message: expect.stringContaining("tokenizer.json") }),
    );
  });
});
