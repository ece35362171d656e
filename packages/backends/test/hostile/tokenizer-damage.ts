import type { Json, JsonDamage } from "./json-damage.ts";

const damages: JsonDamage[] = [];

function damage(name: string, key: string, change: (definition: Json) => unknown): void {
  damages.push({
    name,
    key,
    file: "tokenizer.json",
    change: (definition: Json) => JSON.stringify({ ...definition, ...(change(definition) as object) }),
  });
}

const patterns = [
  ...["(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)*x", "(\\w+\\s?)*!", "a*a*b", "\\s+$", "(?=(a+)+b)a"],
  ...["(a?){30}a{30}", "(x{1,100}){1,100}y", "a{1,1000}a{1,1000}b", "(a*)\\1b", "(", "a".repeat(5000)],
  ...[`${"(".repeat(900)}a${")*".repeat(900)}`, "[".repeat(300), "(?i)(?x)", ""],
];
for (const Regex of patterns) {
  const name = Regex.length > 30 ? `${Regex.slice(0, 30)}… of ${Regex.length}` : Regex;
  damage(`split at ${name}`, "tokenizer.json", () => ({
    pre_tokenizer: { type: "Split", pattern: { Regex }, behavior: "Isolated" },
  }));
  damage(`replacement of ${name}`, "tokenizer.json", () => ({
    normalizer: { type: "Replace", pattern: { Regex }, content: "b" },
  }));
}

const replace = (pattern: object, content: unknown) => ({ type: "Replace", pattern, content });
const normalizers = (steps: readonly unknown[]) => ({ normalizer: { type: "Sequence", normalizers: steps } });
damage("a doubled 20 times", "normalizer", () => normalizers(Array(20).fill(replace({ String: "a" }, "aa"))));
damage("a doubled 20 times, in turns", "normalizer", () =>
  normalizers(
    Array.from({ length: 20 }, (_, index) =>
      replace({ String: index % 2 ? "b" : "a" }, index % 2 ? "aa" : "bb"),
    ),
  ),
);
damage("normal forms of the longest character, again and again", "normalizer", () =>
  normalizers(
    Array.from({ length: 10 }, (_, index) => (index % 2 ? { type: "NFKC" } : replace({ Regex: "." }, "ﷺ"))),
  ),
);
damage("a for nothing", "normalizer.Replace", () => ({ normalizer: replace({ Regex: "a*" }, "b") }));
damage("a million characters for one", "normalizer.Replace.content", () => ({
  normalizer: replace({ String: "a" }, "b".repeat(1_000_000)),
}));
damage("a number for a", "normalizer.Replace.content", () => ({ normalizer: replace({ String: "a" }, 7) }));
damage("a million characters in front", "normalizer.Prepend", () => ({
  normalizer: { type: "Prepend", prepend: "b".repeat(1_000_000) },
}));
damage("a thousand steps", "normalizer", () => normalizers(Array(1000).fill({ type: "NFC" })));
damage("no list of steps", "normalizer.normalizers", () => ({ normalizer: { type: "Sequence" } }));
damage("a thousand pre-tokenizers", "pre_tokenizer", () => ({
  pre_tokenizer: { type: "Sequence", pretokenizers: Array(1000).fill({ type: "Whitespace" }) },
}));
damage("spaces for a space", "pre_tokenizer.replacement", () => ({
  pre_tokenizer: { type: "Metaspace", replacement: "  ", prepend_scheme: "always" },
}));

/** A character map of a trie and replacements. */
function map(length: number, units: readonly number[], replacements: string): string {
  const bytes = Buffer.alloc(4 + 4 * units.length);
  bytes.writeUInt32LE(length, 0);
  for (const [index, unit] of units.entries()) bytes.writeUInt32LE(unit, 4 + 4 * index);
  return Buffer.concat([bytes, Buffer.from(replacements)]).toString("base64");
}
for (const [name, charsmap] of [
  ["that is not base64", "%%%"],
  ["that is a number", 7],
  ["of three bytes", "AAAA"],
  ["with an empty trie", map(0, [], "a\0")],
  ["with a trie of four gigabytes", map(2 ** 32 - 1, [0], "a\0")],
  ["with half a unit", map(6, [0, 0], "a\0")],
  ["that points outside", map(8, [0, 2 ** 31 + 1_000_000], "a\0")],
  ["with a replacement of 100,000 bytes", map(4, [0], "a".repeat(100_000))],
] as const) {
  damage(`character map ${name}`, "precompiled_charsmap", () => ({
    normalizer: { type: "Precompiled", precompiled_charsmap: charsmap },
  }));
}

const model = (change: (model: Json) => object) => (definition: Json) => ({
  model: { ...definition.model, ...change(definition.model) },
});
for (const longest of [0, -1, 1.5, 1e9, "100"]) {
  damage(
    `words of ${JSON.stringify(longest)}`,
    "max_input_chars_per_word",
    model(() => ({ max_input_chars_per_word: longest })),
  );
}
damage(
  "token of a megabyte",
  "model.vocab",
  model(({ vocab }) => ({ vocab: { ...vocab, ["a".repeat(1_000_000)]: 7 } })),
);
damage(
  "tokens of 20 megabytes together",
  "model.vocab",
  model(({ vocab }) => {
    const long = Array.from({ length: 21_000 }, (_, index) => [
      String(index).padStart(1000, "a"),
      1_000_000 + index,
    ]);
    return { vocab: { ...vocab, ...Object.fromEntries(long) } };
  }),
);
for (const id of [-1, 1.5, "7", null, 1e12]) {
  damage(
    `id ${JSON.stringify(id)}`,
    "model.vocab",
    model(({ vocab }) => ({ vocab: { ...vocab, the: id } })),
  );
}
damage(
  "id twice",
  "model.vocab",
  model(({ vocab }) => ({ vocab: { ...vocab, the: vocab.and } })),
);
damage(
  "id outside of the model",
  "vocab_size",
  model(({ vocab }) => ({ vocab: { ...vocab, anew: 30_522 } })),
);
damage(
  "unknown token that is none",
  "model.unk_token",
  model(() => ({ unk_token: "anew" })),
);
damage(
  "prefix of 100,000 characters",
  "continuing_subword_prefix",
  model(() => ({ continuing_subword_prefix: "#".repeat(100_000) })),
);
for (const vocab of [null, [], {}, "a", 7])
  damage(
    `vocabulary ${JSON.stringify(vocab)}`,
    "model.vocab",
    model(() => ({ vocab })),
  );
damage(
  "model of an unknown type",
  "tokenizer.json",
  model(() => ({ type: "Mystery" })),
);
damage("no model", "model", () => ({ model: null }));

const letters = { type: "BPE", vocab: { a: 0, b: 1, ab: 2 }, merges: [["a", "b"]] };
for (const [name, merges] of [
  ["that is no list", { a: "b" }],
  ["of three", [["a"]]],
  ["of numbers", [[1, 2]]],
  ["of unknown halves", [["a", "c"]]],
  ["into an unknown token", [["ab", "ab"]]],
  ["of a megabyte", [["a".repeat(1_000_000), "b"]]],
] as const) {
  damage(`merges ${name}`, "model.merges", () => ({ model: { ...letters, merges } }));
}
for (const [name, vocab, key] of [
  ["that are no list", {}, "model.vocab"],
  ["without scores", [["a"]], "model.vocab[0]"],
  ["with a score that is text", [["a", "1"]], "model.vocab[0]"],
  ["of a megabyte", [["a".repeat(1_000_000), 0]], "model.vocab[0]"],
] as const) {
  damage(`pieces ${name}`, key, () => ({ model: { type: "Unigram", vocab, unk_id: 0 } }));
}
for (const id of [-1, 1, 1.5, "0", 1e12])
  damage(`unknown piece ${JSON.stringify(id)}`, "model.unk_id", () => ({
    model: { type: "Unigram", vocab: [["a", 0]], unk_id: id },
  }));

const added = (tokens: unknown) => () => ({ added_tokens: tokens });
const token = { id: 7, content: "<7>", special: true };
damage(
  "100,000 added tokens",
  "added_tokens",
  added(Array.from({ length: 100_000 }, (_, id) => ({ ...token, id, content: `<${id}>` }))),
);
damage(
  "added tokens of a megabyte together",
  "added_tokens",
  added(Array.from({ length: 1000 }, (_, id) => ({ ...token, id, content: `${id}`.padStart(1000) }))),
);
damage(
  "added token of a megabyte",
  "added_tokens[0].content",
  added([{ ...token, content: "a".repeat(1_000_000) }]),
);
damage("added token that is a number", "added_tokens[0].content", added([{ ...token, content: 7 }]));
damage("added token that is nothing", "added_tokens[0].content", added([null]));
damage("added tokens that are no list", "added_tokens", added({ token }));
for (const id of [-1, 1.5, "7", null, 1e12])
  damage(`added token with id ${JSON.stringify(id)}`, "added_tokens[0].id", added([{ ...token, id }]));
damage("added token outside of the model", "vocab_size", added([{ ...token, id: 30_522 }]));
damage("two added tokens of one id", "added_tokens[1].id", added([token, { ...token, content: "<8>" }]));
damage(
  "added token with another id than its own",
  "added_tokens[0].id",
  added([{ ...token, content: "the" }]),
);

const processor = (post_processor: unknown) => () => ({ post_processor });
const text = { Sequence: { id: "A", type_id: 0 } };
const special = { SpecialToken: { id: "[CLS]", type_id: 0 } };
const template = (single: unknown) => ({ type: "TemplateProcessing", single, pair: [], special_tokens: {} });
damage(
  "100,000 tokens around a text",
  "post_processor.single",
  processor(template([text, ...Array(100_000).fill(special)])),
);
damage(
  "more tokens around a text than fit",
  "post_processor",
  processor(template([text, ...Array(60).fill(special)])),
);
damage(
  "a text doubled 16 times",
  "post_processor.single",
  processor({ type: "Sequence", processors: Array(16).fill(template([text, text])) }),
);
damage("no text", "post_processor.single", processor(template([special])));
damage("no template", "post_processor.single", processor(template(null)));
damage(
  "a thousand post-processors",
  "post_processor",
  processor({ type: "Sequence", processors: Array(1000).fill({ type: "ByteLevel" }) }),
);
damage(
  "an unknown token around a text",
  "post-processor names [NEW]",
  processor(template([text, { SpecialToken: { id: "[NEW]", type_id: 0 } }])),
);

/** What would take a tokenizer's time and memory without bound, or means nothing. */
export const tokenizerDamages: readonly JsonDamage[] = damages;
