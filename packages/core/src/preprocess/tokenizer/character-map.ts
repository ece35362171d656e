/** A published map has 320,012 characters of base64. */
const longestMap = 4_000_000;
/** UTF-8 bytes of one replacement; the longest published is U+FDFA's, 33. */
const longestReplacement = 64;

/** SentencePiece's precompiled character map in its two parts. */
export interface CharacterMap {
  /** Of a double-array trie: byte strings -> where in `replacements` theirs begins. */
  readonly units: Uint32Array;
  /** UTF-8, each ended by a zero byte. */
  readonly replacements: Uint8Array;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw new Error("its normalizer.precompiled_charsmap is not base64");
  }
}

function longestIn(replacements: Uint8Array): number {
  let longest = 0;
  for (let start = 0; start < replacements.length; ) {
    const zero = replacements.indexOf(0, start);
    const end = zero < 0 ? replacements.length : zero;
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return longest;
}

/**
 * Reads `precompiled_charsmap`: the trie's length in bytes, the trie, the replacements. Without one, a map of nothing.
 * @throws Error that completes "its …" for a map that is damaged
 */
export function readCharacterMap(base64: unknown): CharacterMap {
  if (typeof base64 !== "string" || base64.length > longestMap)
    throw new Error(
      `its normalizer.precompiled_charsmap is not a string of at most ${longestMap} characters`,
    );
  if (base64 === "") return { units: new Uint32Array(), replacements: new Uint8Array() };
  const map = decode(base64);
  const room = map.length - 4;
  const length = room < 0 ? 0 : new DataView(map.buffer).getUint32(0, true);
  if (room < 0 || length > room || length % 4 !== 0 || length === 0) {
    throw new Error(
      `its normalizer.precompiled_charsmap says that its trie has ${length} bytes, where ${Math.max(0, room)} follow`,
    );
  }
  const units = new Uint32Array(map.slice(4, 4 + length).buffer);
  const replacements = map.subarray(4 + length);
  const outside = units.find((unit) => unit >>> 31 === 1 && (unit & 0x7fff_ffff) >= replacements.length);
  if (outside !== undefined) {
    const place = outside & 0x7fff_ffff;
    throw new Error(
      `its normalizer.precompiled_charsmap points to byte ${place} of ${replacements.length} bytes of replacements`,
    );
  }
  const longest = longestIn(replacements);
  if (longest > longestReplacement) {
    throw new Error(
      `its normalizer.precompiled_charsmap has a replacement of ${longest} bytes, more than ${longestReplacement}`,
    );
  }
  return { units, replacements };
}
