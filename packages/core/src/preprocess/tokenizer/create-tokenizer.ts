import { Tokenizer } from "@huggingface/tokenizers";
import { IsovecError } from "../../errors/isovec-error.ts";
import type { ModelCard } from "../../model/model-card.ts";
import { exactNormalizer, exactPreTokenizer } from "./exact-parts.ts";
import type { TextTokenizer, TokenizedText, TokenWindow } from "./text-tokenizer.ts";

/** Stands for the text when the post-processor is asked what it puts around one. */
const placeholder = "\u{F0000}text";

/** HuggingFace's tokenizer of a checkpoint; truncation is done here, so that it can be reported. */
class HuggingFaceTokenizer implements TextTokenizer {
  readonly maxTokens: number;
  readonly padId: number;
  private readonly tokenizer: Tokenizer;
  /** Special tokens that the tokenizer's own post-processor puts before and after a text. */
  private readonly before: readonly number[];
  private readonly after: readonly number[];
  /** Which end of a text that is too long is dropped. */
  private readonly dropsStart: boolean;
  private readonly promptLengths: Map<string, number> = new Map();

  constructor(tokenizer: Tokenizer, { maxTokens, tokenizer: { config } }: ModelCard) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    const pad = config["pad_token"];
    this.padId = (typeof pad === "string" ? tokenizer.token_to_id(pad) : undefined) ?? 0;
    this.dropsStart = config["truncation_side"] === "left";
    const frame = tokenizer.post_processor?.([placeholder], null, true).tokens ?? [placeholder];
    const at = frame.indexOf(placeholder);
    this.before = frame.slice(0, at).map((token) => this.idOf(token));
    this.after = frame.slice(at + 1).map((token) => this.idOf(token));
  }

  tokenize(text: string, prompt = ""): TokenizedText {
    const ids = this.encode(prompt + text);
    const tokens = this.before.length + ids.length + this.after.length;
    const room = this.room();
    const truncated = ids.length > room;
    const kept = !truncated ? ids : this.dropsStart ? ids.slice(ids.length - room) : ids.slice(0, room);
    return {
      ids: this.frame(kept),
      tokens,
      truncated,
      promptTokens: this.before.length + this.lengthOf(prompt),
    };
  }

  windows(text: string, prompt = "", overlap = 0): TokenWindow[] {
    const promptIds = prompt === "" ? [] : this.encode(prompt);
    const ids = this.encode(prompt + text).slice(promptIds.length);
    const size = this.room() - promptIds.length;
    const step = size - overlap;
    if (!Number.isInteger(overlap) || overlap < 0 || step <= 0) {
      throw new IsovecError(
        "InputInvalid",
        `An overlap of ${overlap} tokens does not fit windows of ${size}.`,
        {
          remedy: `Choose 0 to ${size - 1}.`,
        },
      );
    }
    const windows: TokenWindow[] = [];
    for (let start = 0; start === 0 || start + overlap < ids.length; start += step) {
      const end = Math.min(start + size, ids.length);
      windows.push({ ids: this.frame([...promptIds, ...ids.slice(start, end)]), start, end });
    }
    return windows;
  }

  spell(ids: Iterable<number>): string[] {
    return Array.from(ids, (id) => this.tokenizer.id_to_token(id) ?? `<${id}>`);
  }

  /** Ids without special tokens around them. A half of a surrogate pair has no UTF-8 and counts as U+FFFD. */
  private encode(text: string): number[] {
    return this.tokenizer.encode(text.toWellFormed(), { add_special_tokens: false }).ids;
  }

  private lengthOf(prompt: string): number {
    if (prompt === "") return 0;
    const length = this.promptLengths.get(prompt) ?? this.encode(prompt).length;
    this.promptLengths.set(prompt, length);
    return length;
  }

  private frame(ids: readonly number[]): Int32Array {
    return Int32Array.from([...this.before, ...ids, ...this.after]);
  }

  private room(): number {
    return Math.max(0, this.maxTokens - this.before.length - this.after.length);
  }

  private idOf(token: string): number {
    const id = this.tokenizer.token_to_id(token);
    if (id === undefined)
      throw new Error(`the post-processor names ${token}, which is not in the vocabulary`);
    return id;
  }
}

function largestId(vocabulary: ReadonlyMap<string, number>): number {
  let largest = -1;
  for (const id of vocabulary.values()) largest = Math.max(largest, id);
  return largest;
}

/**
 * Builds the tokenizer of a checkpoint.
 * @throws IsovecError `ModelCorrupt` when tokenizer.json is of an unknown kind or has more tokens than the model.
 */
export function createTokenizer(card: ModelCard): TextTokenizer {
  const { definition, config } = card.tokenizer;
  let tokenizer: Tokenizer;
  let built: TextTokenizer;
  try {
    tokenizer = new Tokenizer(definition, config);
    tokenizer.normalizer = exactNormalizer(tokenizer.normalizer);
    tokenizer.pre_tokenizer = exactPreTokenizer(tokenizer.pre_tokenizer);
    built = new HuggingFaceTokenizer(tokenizer, card);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new IsovecError(
      "ModelCorrupt",
      `The tokenizer.json of ${card.directory} cannot be used: ${reason}.`,
      {
        remedy: "Fetch the model again, or use a model with a WordPiece, BPE or Unigram tokenizer.",
        cause: error,
      },
    );
  }
  const largest = largestId(tokenizer.get_vocab());
  if (largest < card.vocabularySize) return built;
  throw new IsovecError(
    "ModelCorrupt",
    `The tokenizer.json of ${card.directory} has a token with id ${largest}, but config.json has vocab_size ${card.vocabularySize}.`,
    { remedy: "The folder mixes files of two models; fetch it again." },
  );
}
