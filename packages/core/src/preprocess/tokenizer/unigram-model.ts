import { PrefixTree } from "./prefix-tree.ts";
import type { TokenModel } from "./token-model.ts";

/** `model` of a tokenizer.json of type Unigram. */
export interface UnigramDefinition {
  readonly vocab: readonly (readonly [piece: string, score: number])[];
  readonly unk_id?: number | null;
  readonly byte_fallback?: boolean;
}

/** Files of before tokenizers 0.13 name no type; only this model's vocabulary is a list. */
export function isUnigram(definition: unknown): definition is UnigramDefinition {
  return (
    typeof definition === "object" &&
    definition !== null &&
    "vocab" in definition &&
    Array.isArray(definition.vocab)
  );
}

/** How much less than the worst piece an unknown character scores, as in SentencePiece. */
const unknownPenalty = 10;
const utf8 = new TextEncoder();

/**
 * SentencePiece's unigram model (Kudo 2018): the segmentation whose pieces' log-probabilities sum to most, after
 * `Unigram::encode_optimized` of HuggingFace's tokenizers. The library's needs seconds for a long line without spaces.
 */
export class UnigramModel implements TokenModel {
  private readonly idOfPiece: ReadonlyMap<string, number>;
  private readonly pieces: readonly string[];
  private readonly tree: PrefixTree;
  private readonly scores: Float64Array;
  private readonly unknownId: number;
  private readonly unknownScore: number;
  private readonly fallsBackToBytes: boolean;

  constructor({ vocab, unk_id, byte_fallback }: UnigramDefinition) {
    this.pieces = vocab.map(([piece]) => piece);
    this.idOfPiece = new Map(this.pieces.map((piece, id) => [piece, id]));
    this.tree = new PrefixTree(this.pieces);
    this.scores = Float64Array.from(vocab, ([, score]) => score);
    this.unknownId = unk_id ?? -1;
    this.unknownScore = this.scores.reduce((least, score) => Math.min(least, score), 0) - unknownPenalty;
    this.fallsBackToBytes = byte_fallback ?? false;
  }

  /** A run of unknown characters is one token. */
  encode(text: string): number[] {
    const { starts, ids } = this.bestPath(text);
    const path: { id: number; start: number; end: number }[] = [];
    for (let end = text.length; end > 0; end = starts[end] ?? 0) {
      const [id, start] = [ids[end] ?? -1, starts[end] ?? 0];
      const next = path.at(-1);
      if (id === this.unknownId && next?.id === id) next.start = start;
      else path.push({ id, start, end });
    }
    return path
      .reverse()
      .flatMap(({ id, start, end }) => (id === this.unknownId ? this.unknown(text.slice(start, end)) : [id]));
  }

  get largestId(): number {
    return this.pieces.length - 1;
  }

  idOf(token: string): number | undefined {
    return this.idOfPiece.get(token);
  }

  spell(id: number): string | undefined {
    return this.pieces[id];
  }

  /** For each place in the text where the best path to it comes from, and by which piece. */
  private bestPath(text: string): { readonly starts: Int32Array; readonly ids: Int32Array } {
    const scores = new Float64Array(text.length + 1);
    const starts = new Int32Array(text.length + 1).fill(-1);
    const ids = new Int32Array(text.length + 1);
    let start = 0;
    const reach = (id: number, end: number, score: number): void => {
      const candidate = score + (scores[start] ?? 0);
      if (starts[end] !== -1 && candidate <= (scores[end] ?? 0)) return;
      scores[end] = candidate;
      starts[end] = start;
      ids[end] = id;
    };
    while (start < text.length) {
      const next = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      let known = false;
      this.tree.prefixes(text, start, (id, end) => {
        if (end === next) known = true;
        reach(id, end, this.scores[id] ?? 0);
      });
      if (!known) reach(this.unknownId, next, this.unknownScore);
      start = next;
    }
    return { starts, ids };
  }

  private unknown(text: string): number[] {
    if (this.fallsBackToBytes) {
      const bytes = Array.from(utf8.encode(text), (byte) =>
        this.idOfPiece.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
      );
      if (bytes.every((id) => id !== undefined)) return bytes;
    }
    return this.unknownId < 0 ? [] : [this.unknownId];
  }
}
