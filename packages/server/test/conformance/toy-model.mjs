// A model for which nothing needs to be loaded: words are tokens, and a token's vector is drawn from its id.

export const dimensions = 16;
export const maxTokens = 24;

const idOf = (word) => [...word].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)) % 997, 7) + 3;

/** @returns ids and tokens of a text, cut to the maximum, and how many there were */
export function tokenize(text) {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const kept = words.slice(0, maxTokens - 2);
  return {
    ids: [1, ...kept.map(idOf), 2],
    tokens: ["[CLS]", ...kept, "[SEP]"],
    count: words.length + 2,
  };
}

/** `[width]`, uniform in [-1, 1) and the same on every run (mulberry32). */
export function drawn(seed, width) {
  let state = seed;
  return Float32Array.from({ length: width }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

export function normalised(values) {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

/** The vector of a text. */
export function vectorOf(text) {
  const sum = new Float32Array(dimensions);
  for (const id of tokenize(text).ids) {
    for (const [at, value] of drawn(id, dimensions).entries()) sum[at] += value;
  }
  return normalised(sum);
}

/** float32 in base64, little-endian unless asked otherwise. */
export function packed(values, bigEndian = false) {
  const block = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) {
    if (bigEndian) block.writeFloatBE(value, at * 4);
    else block.writeFloatLE(value, at * 4);
  }
  return block.toString("base64");
}
