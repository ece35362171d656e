// The one generator of the strings on which our tokenizers are compared with the reference.

/** Numbers in [0, 1), the same for the same seed (mulberry32, public domain, Tommy Ettinger). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words = [
  ..."the quick brown fox jumps over vectors and embeddings naïve café Straße ﬁne œuvre İstanbul ıssız".split(
    " ",
  ),
  ..."Σίσυφος ΟΔΟΣ ΑΣ Москва Ёлка Україна שָׁלוֹם العربية مُحَمَّد فارسی हिन्दी ক্ষুদ্র தமிழ் ไทยสวัสดี ລາວ".split(" "),
  ..."東京都 日本語 日本 𠀀𠮷野家 中文分词 한국어 한글 ｱｲｳｶﾞ ㎏ ﷺ ½ Ⅷ ① ١٢٣ १२ ᏣᎳᎩ ꮳꮃ ԱԲԳ ქართული አማርኛ ខ្មែរ မြန်မာ བོད".split(
    " ",
  ),
  ..."getUserName HTTPServer2Go snake_case kebab-case camelCase2 parseXML __init__ $scope @decorator #include".split(
    " ",
  ),
  ..."don't I'LL they're we've 'S 'Tis it’s 12345 3.14159 1,000 0xFF 2024-05-01 10:30 50% -> => != === {} (); // /* */".split(
    " ",
  ),
  ..."http://example.org/a?b=c&d=é user@example.com C:\\\\path\\\\file <div> </p> &amp; ... …… ———— ''quoted'' ``ticks``".split(
    " ",
  ),
];

/** What tokenizers of the families under test take for added tokens, in and out of their spelling. */
const addedTokens = [
  ..."[CLS] [SEP] [MASK] [UNK] [PAD] [mask] <s> </s> <unk> <pad> <mask> <bos> <eos> <sep> <both> <one> <table>".split(
    " ",
  ),
  ..."<|endoftext|> <|im_start|> <|im_end|> <|padding|> <extra_id_0> <extra_id_19> <start_of_image> <0x41> <0x0A>".split(
    " ",
  ),
  ..."Left left LEFT Right right Both bóth Word word WORD2 Éxact éxact lefts Lefts ▁ ▁▁ ▁the".split(" "),
];

const spaces = [
  ..."\t\n\r\v\f \u0085\u00a0\u1680\u2000\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\u200b\u180e\u001c\u001f",
  "  ",
  "   ",
  "\r\n",
  "\n\n",
  "\t\t",
  " \n ",
  " ".repeat(25),
  "\u0085 ",
  " \ufeff",
];

const clusters = [
  ..."e\u0301 a\u0302\u0301 o\u0308\u0323 ش\u0651\u064e क\u094d\u0937 \u0301 \u200d ☺\ufe0f 1\ufe0f\u20e3".split(
    " ",
  ),
  ..."👩‍👩‍👧 🏳️‍🌈 🇩🇪🇫🇷 👍🏽 🫠 ᄒ\u1161\u11ab 각 각\u11a8 Å \u212b ǆ ﬃ ẛ\u0323 \u0344 \u0958 \u1e9b\u0323".split(
    " ",
  ),
];

/** Where the interesting parts of Unicode lie: `[first, last, weight]`. */
const ranges: readonly (readonly [number, number, number])[] = [
  [0x20, 0x7e, 6],
  [0, 0x1f, 1],
  [0x7f, 0xff, 2],
  [0x100, 0x24f, 2],
  [0x250, 0x52f, 2],
  [0x300, 0x36f, 1],
  [0x530, 0x1fff, 4],
  [0x2000, 0x2bff, 3],
  [0x2c00, 0xa7ff, 3],
  [0xa800, 0xd7ff, 2],
  [0xe000, 0xffff, 2],
  [0x10000, 0x1ffff, 4],
  [0x20000, 0x323ff, 1],
  [0xe0000, 0x10ffff, 1],
];

export class StringGenerator {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomNumbers(seed);
  }

  /** A well-formed string of 0 to about 16 parts. */
  next(): string {
    const glue = this.pick(["", "", " ", " ", " "]);
    return Array.from({ length: this.upTo(16) }, () => this.part()).join(glue);
  }

  private part(): string {
    const kind = this.random();
    if (kind < 0.34) return this.pick(words);
    if (kind < 0.48) return this.pick(addedTokens);
    if (kind < 0.6) return this.pick(spaces);
    if (kind < 0.68) return this.pick(clusters);
    if (kind < 0.74) return this.changed(this.pick(words));
    if (kind < 0.76) return this.pick(words).repeat(1 + this.upTo(8));
    return Array.from({ length: 1 + this.upTo(6) }, () => this.character()).join("");
  }

  /** A word in another case, with a mark, or cut into two. */
  private changed(word: string): string {
    const at = this.upTo(word.length);
    const [before, after] = [word.slice(0, at).toWellFormed(), word.slice(at).toWellFormed()];
    return this.pick([
      word.toUpperCase(),
      word.toLowerCase(),
      before + this.character() + after,
      `${before}\u0301${after}`,
      before + this.pick(spaces) + after,
      word.normalize("NFD"),
      word.normalize("NFKC"),
    ]);
  }

  private character(): string {
    const total = ranges.reduce((sum, [, , weight]) => sum + weight, 0);
    let at = this.random() * total;
    for (const [first, last, weight] of ranges) {
      at -= weight;
      if (at < 0) return String.fromCodePoint(first + this.upTo(last - first + 1));
    }
    return " ";
  }

  private upTo(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<T>(choices: readonly T[]): T {
    return choices[this.upTo(choices.length)] as T;
  }
}

/** Every code point that a text can hold, alone and inside a word: 1,112,064 characters, 32 a string. */
export function* everyCharacter(): Generator<string> {
  let characters: string[] = [];
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    if (codePoint === 0xd800) codePoint = 0xe000;
    characters.push(String.fromCodePoint(codePoint));
    if (characters.length < 8 && codePoint < 0x10ffff) continue;
    yield characters.map((character) => `a${character}b ${character}`).join(" ");
    characters = [];
  }
}
