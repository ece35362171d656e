import { Normalizer, PreTokenizer } from "@huggingface/tokenizers";

/** The normalizer `Sequence` of tokenizer.json. */
export class SequenceNormalizer extends Normalizer {
  constructor(readonly steps: readonly Normalizer[]) {
    super({ type: "Sequence", normalizers: [] });
  }

  normalize(text: string): string {
    return this.steps.reduce((normalized, step) => step.normalize(normalized), text);
  }
}

/** The pre-tokenizer `Sequence`. `section_index` is 0 for the piece that the text begins with, also between steps. */
export class SequencePreTokenizer extends PreTokenizer {
  constructor(private readonly steps: readonly PreTokenizer[]) {
    super();
  }

  pre_tokenize_text(text: string, options?: { readonly section_index?: number }): string[] {
    let pieces = [text];
    for (const step of this.steps) {
      const atStart = options?.section_index === 0 && text.startsWith(pieces[0] ?? text);
      pieces = pieces.flatMap((piece, index) =>
        step.pre_tokenize_text(piece, { section_index: atStart && index === 0 ? 0 : 1 }),
      );
    }
    return pieces;
  }
}
