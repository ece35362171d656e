import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readTokenizer } from "../../fuzz/tokenizers/read-tokenizer.ts";
import { repositoryTokenizers, tokenizerFixtures } from "../../fuzz/tokenizers/tokenizer-files.ts";

const sample: {
  /** Version of the Python library. */
  readonly tokenizers: string;
  readonly strings: readonly string[];
  /** Tokenizer -> for each string its ids as JSON. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
} = JSON.parse(
  brotliDecompressSync(readFileSync(join(tokenizerFixtures, "sample.json.br"))).toString("utf8"),
);

describe(`on 2,000 random strings, ids equal those of tokenizers ${sample.tokenizers}`, () => {
  it("in every family of tokenizers that the repository carries", () => {
    expect(Object.keys(sample.ids).sort()).toEqual([...repositoryTokenizers().keys()].sort());
    expect(sample.strings).toHaveLength(2000);
  });

  it.each([...repositoryTokenizers()])("%s", (name, file) => {
    const tokenizer = readTokenizer(file);
    const different = sample.strings.filter(
      (text, index) => `[${tokenizer.tokenize(text).ids.join(",")}]` !== sample.ids[name]?.[index],
    );
    expect(different).toEqual([]);
  });

  it.each([...repositoryTokenizers()])("%s: a lone surrogate counts as U+FFFD", (_name, file) => {
    const tokenizer = readTokenizer(file);
    expect(tokenizer.tokenize("a\ud800b \udc00\ud83d").ids).toEqual(
      tokenizer.tokenize("a\ufffdb \ufffd\ufffd").ids,
    );
  });
});

it.each([
  ["no spaces", "東京".repeat(50_000)],
  ["spaces only", " ".repeat(100_000)],
  ["marks on one letter", `e${"\u0301".repeat(100_000)}`],
])("a line of 100,000 characters is tokenized whole by every family: %s", (_what, line) => {
  for (const file of repositoryTokenizers().values()) {
    const tokenizer = readTokenizer(file);
    const { ids, tokens, truncated } = tokenizer.tokenize(line);
    expect(ids).toHaveLength(tokens);
    expect(truncated).toBe(false);
  }
});
