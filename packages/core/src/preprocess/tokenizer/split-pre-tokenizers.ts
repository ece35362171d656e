import {
  DigitsPreTokenizer as LibraryDigits,
  PunctuationPreTokenizer as LibraryPunctuation,
  SplitPreTokenizer as LibrarySplit,
} from "@huggingface/tokenizers";
import { assertBoundedPattern } from "./bounds/pattern-bounds.ts";
import { type DelimiterBehavior, splitText } from "./split-text.ts";
import { punctuation } from "./unicode-8.ts";

/** `MergedWithNext` in tokenizer.json. */
function behaviorOf(config: object): DelimiterBehavior {
  const { behavior } = config as { readonly behavior?: string };
  return (behavior ?? "Isolated").toLowerCase() as DelimiterBehavior;
}

/** The pre-tokenizer `Split`. The library has two of the five behaviours. */
export class SplitPreTokenizer extends LibrarySplit {
  /** @throws Error that completes "its …" for a pattern that could take very long */
  constructor(config: ConstructorParameters<typeof LibrarySplit>[0]) {
    super(config);
    assertBoundedPattern("pre_tokenizer.Split", this.pattern);
  }

  override pre_tokenize_text(text: string): string[] {
    const { invert } = this.config as { readonly invert?: boolean };
    return this.pattern === null ? [text] : splitText(text, this.pattern, behaviorOf(this.config), invert);
  }
}

const signs = new RegExp(`[!-/:-@\\[-\`{-~${punctuation}]`, "gu");

/** The pre-tokenizer `Punctuation`. The library takes a run of signs for one, whatever the behaviour. */
export class PunctuationPreTokenizer extends LibraryPunctuation {
  override pre_tokenize_text(text: string): string[] {
    return splitText(text, signs, behaviorOf(this.config));
  }
}

/** The pre-tokenizer `Digits`: any character of category N. The library takes 0 to 9 only. */
export class DigitsPreTokenizer extends LibraryDigits {
  override pre_tokenize_text(text: string): string[] {
    const { individual_digits } = this.config as { readonly individual_digits?: boolean };
    // Rust's `char::is_numeric` follows the newest Unicode, not the version of its regular expressions.
    return individual_digits ? (text.match(/\p{N}|\P{N}+/gu) ?? []) : (text.match(/\p{N}+|\P{N}+/gu) ?? []);
  }
}
