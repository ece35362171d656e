import { Normalizer, PreTokenizer } from "@huggingface/tokenizers";
import { IsovecError } from "../../errors/isovec-error.ts";

/** Longer than any character's normal form, 18 characters, and more than any published normalizer does. */
const mostGrowth = 64;
const allowance = 4096;

/** The normalizer `Sequence` of tokenizer.json. */
export class SequenceNormalizer extends Normalizer {
  constructor(readonly steps: readonly Normalizer[]) {
    super({ type: "Sequence", normalizers: [] });
  }

  /** @throws IsovecError `ModelCorrupt` before a text has become too long to go on */
  normalize(text: string): string {
    return this.steps.reduce((normalized, step) => {
      const next = step.normalize(normalized);
      if (next.length <= mostGrowth * text.length + allowance) return next;
      throw new IsovecError(
        "ModelCorrupt",
        `The normalizer in tokenizer.json makes ${next.length} characters of a text of ${text.length}, more than ${mostGrowth} times as many.`,
        { remedy: "Choose another model: its tokenizer was made to exhaust memory." },
      );
    }, text);
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
