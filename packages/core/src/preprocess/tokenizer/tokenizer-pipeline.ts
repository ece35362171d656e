import { type Normalizer, type PreTokenizer, Tokenizer } from "@huggingface/tokenizers";
import { type AddedToken, AddedTokens } from "./added-tokens.ts";
import { exactNormalizer, exactPreTokenizer } from "./exact-parts.ts";
import { LibraryModel } from "./library-model.ts";
import { keepsStart } from "./start-of-text.ts";
import type { TokenModel } from "./token-model.ts";
import { isUnigram, UnigramModel } from "./unigram-model.ts";

/** Stands for the text when the post-processor is asked what it puts around one. */
const placeholder = "\u{F0000}text";

/**
 * A tokenizer.json at work: added tokens, normalizer, pre-tokenizer and model in the order of HuggingFace's tokenizers.
 * WordPiece, BPE and the post-processors are the library's.
 */
export class TokenizerPipeline {
  private readonly normalizer: Normalizer | null;
  private readonly preTokenizer: PreTokenizer | null;
  /** Some pre-tokenizer treats the beginning of the text in its own way. */
  private readonly asksForStart: boolean;
  private readonly model: TokenModel;
  private readonly added: Map<string, number> = new Map();
  private readonly spellings: Map<number, string> = new Map();
  private readonly addedInText: AddedTokens;
  private readonly addedInNormalizedText: AddedTokens;
  /** Special tokens that the post-processor puts before and after a text. */
  readonly before: readonly number[];
  readonly after: readonly number[];

  /** @throws Error when a part is of an unknown kind, or names a token that is not in the vocabulary */
  constructor(definition: Readonly<Record<string, unknown>>) {
    const { normalizer, pre_tokenizer, added_tokens = [] } = definition;
    // Without the added tokens: the library would put them into the model's vocabulary, which the reference does not.
    const parts = new Tokenizer(
      {
        ...definition,
        model: isUnigram(definition["model"]) ? { type: "WordPiece", vocab: {} } : definition["model"],
        normalizer: null,
        pre_tokenizer: null,
        decoder: null,
        added_tokens: [],
      },
      {},
    );
    this.model = isUnigram(definition["model"])
      ? new UnigramModel(definition["model"])
      : new LibraryModel(parts.model);
    this.normalizer = exactNormalizer(normalizer as Parameters<typeof exactNormalizer>[0]);
    this.preTokenizer = exactPreTokenizer(pre_tokenizer as Parameters<typeof exactPreTokenizer>[0]);

    this.asksForStart = JSON.stringify(pre_tokenizer ?? null).includes('"prepend_scheme":"first"');

    const tokens = added_tokens as readonly AddedToken[];
    for (const { id, content } of tokens) {
      this.added.set(content, id);
      this.spellings.set(id, content);
    }
    const isNormalized = ({ normalized, special }: AddedToken): boolean => normalized ?? !special;
    this.addedInText = new AddedTokens(
      tokens.filter((token) => !isNormalized(token)).map((token) => [token.content, token]),
    );
    this.addedInNormalizedText = new AddedTokens(
      tokens.filter(isNormalized).map((token) => [this.normalize(token.content), token]),
    );

    const frame = parts.post_processor?.([placeholder], null, true).tokens ?? [placeholder];
    const at = frame.indexOf(placeholder);
    this.before = frame.slice(0, at).map((token) => this.framing(token));
    this.after = frame.slice(at + 1).map((token) => this.framing(token));
  }

  /** Ids without special tokens around them. A half of a surrogate pair has no UTF-8 and counts as U+FFFD. */
  encode(text: string): number[] {
    const ids: number[] = [];
    for (const section of this.addedInText.split(text.toWellFormed())) {
      if ("id" in section) ids.push(section.id);
      else this.encodeSection(section.text, section.start === 0, ids);
    }
    return ids;
  }

  idOf(token: string): number | undefined {
    return this.added.get(token) ?? this.model.idOf(token);
  }

  spell(id: number): string | undefined {
    return this.spellings.get(id) ?? this.model.spell(id);
  }

  get largestId(): number {
    let largest = this.model.largestId;
    for (const id of this.spellings.keys()) largest = Math.max(largest, id);
    return largest;
  }

  private encodeSection(text: string, atStart: boolean, ids: number[]): void {
    const isFirst = atStart && (!this.asksForStart || keepsStart(this.normalizer, text));
    for (const section of this.addedInNormalizedText.split(this.normalize(text))) {
      if ("id" in section) {
        ids.push(section.id);
        continue;
      }
      const pieces = this.preTokenizer?.pre_tokenize_text(section.text, {
        section_index: isFirst && section.start === 0 ? 0 : 1,
      });
      for (const piece of pieces ?? [section.text]) for (const id of this.model.encode(piece)) ids.push(id);
    }
  }

  private normalize(text: string): string {
    return this.normalizer === null ? text : this.normalizer.normalize(text);
  }

  private framing(token: string): number {
    const id = this.idOf(token);
    if (id === undefined)
      throw new Error(`the post-processor names ${token}, which is not in the vocabulary`);
    return id;
  }
}
