import { Normalizer } from "@huggingface/tokenizers";
import { readCharacterMap } from "./character-map.ts";
import { graphemesOf } from "./graphemes.ts";

const utf8 = new TextEncoder();

/**
 * A double-array trie (darts-clone): byte strings -> offsets. A unit's bits: 0 to 7 its label, 8 whether a key ends
 * here, 9 the scale of the offset, 10 to 30 the offset, 31 whether it is a value.
 */
class DoubleArrayTrie {
  constructor(private readonly units: Uint32Array) {}

  /** The value of the shortest key that is a prefix, as the reference takes it. */
  shortestPrefix(key: Uint8Array): number | undefined {
    let position = this.offsetOf(0);
    for (const byte of key) {
      if (byte === 0) return undefined;
      position ^= byte;
      const unit = this.units[position] ?? 0;
      if ((unit & 0x8000_00ff) !== byte) return undefined;
      position ^= this.offsetOf(position);
      if (unit & 0x100) return (this.units[position] ?? 0) & 0x7fff_ffff;
    }
    return undefined;
  }

  private offsetOf(position: number): number {
    const unit = this.units[position] ?? 0;
    return (unit >>> 10) << ((unit & 0x200) >>> 6);
  }
}

/**
 * SentencePiece's precompiled character map, read as HuggingFace's tokenizers reads it (crate spm_precompiled): a
 * grapheme of fewer than six bytes is looked up whole, then its characters one by one. The library's own applies NFKC
 * and a list of characters instead, which differs from the map on control characters among others.
 */
export class PrecompiledNormalizer extends Normalizer {
  private readonly trie: DoubleArrayTrie;
  private readonly replacements: Uint8Array;
  private readonly known: Map<string, string | undefined> = new Map();

  /** @throws Error that completes "its …" for a map that is damaged */
  constructor(config: ConstructorParameters<typeof Normalizer>[0]) {
    super(config);
    const { precompiled_charsmap } = config as { readonly precompiled_charsmap?: string | null };
    const { units, replacements } = readCharacterMap(precompiled_charsmap ?? "");
    this.trie = new DoubleArrayTrie(units);
    this.replacements = replacements;
  }

  normalize(text: string): string {
    let normalized = "";
    for (const grapheme of graphemesOf(text)) {
      const whole = this.replacementOf(grapheme);
      if (whole !== undefined) normalized += whole;
      else for (const character of grapheme) normalized += this.replacementOf(character) ?? character;
    }
    return normalized;
  }

  private replacementOf(key: string): string | undefined {
    if (this.known.has(key)) return this.known.get(key);
    const bytes = utf8.encode(key);
    const replacement = bytes.length < 6 ? this.lookUp(bytes) : undefined;
    if (this.known.size < 0x10000) this.known.set(key, replacement);
    return replacement;
  }

  private lookUp(key: Uint8Array): string | undefined {
    const start = this.trie.shortestPrefix(key);
    if (start === undefined) return undefined;
    const end = this.replacements.indexOf(0, start);
    return new TextDecoder().decode(this.replacements.subarray(start, end < 0 ? undefined : end));
  }
}
