import { characterClass } from "./character-class.ts";

// HuggingFace's tokenizers normalises by the tables of Unicode 9.0 (crate unicode-normalization-alignments 0.1.12).
// JavaScript's follow the newer version of its engine. Only characters added since can differ: to the reference they
// neither decompose, nor compose, nor move, nor are they marks.

/** Characters added after Unicode 9 that decompose, compose or have a combining class. */
const normalizedLater = characterClass(`
  7fd 897-89f 8ca-8d3 9fe c3c d3b-d3c eba 1715 1abf-1add 1ae0-1aeb 1df6-1dfa 32ff a7f1-a7f4 a82c ab69 105c9
  105d2 105da 105e4 10781-10785 10787-107b0 107b2-107ba 10d24-10d27 10d69-10d6d 10eab-10eac 10efa-10efb
  10efd-10eff 10f46-10f50 10f82-10f85 11070 1133b 11382-11385 1138b 1138e 11390-11391 113b8 113bb 113c2
  113c5 113c7-113c9 113ce-113d0 1145e 11839-1183a 11930 11935 11938 1193d-1193e 11943 119e0 11a34 11a47
  11a99 11d42 11d44-11d45 11d97 11f41-11f42 1611e-16129 1612f 16d63 16d67-16d6a 16ff0-16ff1 1ccd6-1ccf9
  1e030-1e06d 1e08f 1e130-1e136 1e2ae 1e2ec-1e2ef 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5
  1f16c 1fbf0-1fbf9
`);

/** Characters of general category M that were added, or became marks, after Unicode 9. */
const laterMarks = characterClass(`
  7fd 897-89f 8ca-8d3 9fe afa-aff b55 c04 c3c cf3 d00 d3b-d3c d81 eba ece 1715 180f 1abf-1add 1ae0-1aeb 1cf7
  1df6-1dfa a82c a8ff 10d24-10d27 10d69-10d6d 10eab-10eac 10efa-10eff 10f46-10f50 10f82-10f85 11070
  11073-11074 110c2 11145-11146 111c9 111ce-111cf 11241 1133b 113b8-113c0 113c2 113c5 113c7-113ca
  113cc-113d0 113d2 113e1-113e2 1145e 1182c-1183a 11930-11935 11937-11938 1193b-1193e 11940 11942-11943
  119d1-119d7 119da-119e0 119e4 11a01-11a0a 11a33-11a39 11a3b-11a3e 11a47 11a51-11a5b 11a8a-11a99
  11b60-11b67 11d31-11d36 11d3a 11d3c-11d3d 11d3f-11d45 11d47 11d8a-11d8e 11d90-11d91 11d93-11d97
  11ef3-11ef6 11f00-11f01 11f03 11f34-11f3a 11f3e-11f42 11f5a 13440 13447-13455 1611e-1612f 16f4f
  16f7f-16f87 16fe4 16ff0-16ff1 1cf00-1cf2d 1cf30-1cf46 1e08f 1e130-1e136 1e2ae 1e2ec-1e2ef 1e4ec-1e4ef
  1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5
`);

const later = new RegExp(`[${normalizedLater}]`, "gu");

/** The inside of a group that matches one mark of Unicode 9. U+1CF2 and U+1CF3 were marks then and are letters now. */
export const combiningMark: string = `(?![${laterMarks}])[\\p{M}\\u1cf2\\u1cf3]`;

/** `text.normalize(form)` by Unicode 9. */
export function normalizeByUnicode9(text: string, form: "NFC" | "NFD" | "NFKC" | "NFKD"): string {
  let normalized = "";
  let from = 0;
  // What lies between is not matched by a pattern: one repeated over megabytes exhausts the engine's stack.
  for (const { index, 0: character } of text.matchAll(later)) {
    normalized += text.slice(from, index).normalize(form) + character;
    from = index + character.length;
  }
  return normalized + text.slice(from).normalize(form);
}
