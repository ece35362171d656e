import { IsovecError } from "../../errors/isovec-error.ts";
import type { ModelCard } from "../../model/model-card.ts";
import { assertBounded } from "./bounds/definition-bounds.ts";
import type { TextTokenizer, TokenizedText, TokenWindow } from "./text-tokenizer.ts";
import { TokenizerPipeline } from "./tokenizer-pipeline.ts";

/** What of a model its tokenizer is made of. */
export type TokenizerSource = Pick<ModelCard, "directory" | "maxTokens" | "tokenizer" | "vocabularySize">;

/** HuggingFace's tokenizer of a checkpoint; truncation is done here, so that it can be reported. */
class HuggingFaceTokenizer implements TextTokenizer {
  readonly maxTokens: number;
  readonly padId: number;
  private readonly pipeline: TokenizerPipeline;
  /** Special tokens that the tokenizer's own post-processor puts before and after a text. */
  private readonly before: readonly number[];
  private readonly after: readonly number[];
  /** Which end of a text that is too long is dropped. */
  private readonly dropsStart: boolean;
  private readonly promptLengths: Map<string, number> = new Map();

  constructor(pipeline: TokenizerPipeline, { maxTokens, tokenizer: { config } }: TokenizerSource) {
    this.pipeline = pipeline;
    this.maxTokens = maxTokens;
    const pad = config["pad_token"];
    this.padId = (typeof pad === "string" ? pipeline.idOf(pad) : undefined) ?? 0;
    this.dropsStart = config["truncation_side"] === "left";
    this.before = pipeline.before;
    this.after = pipeline.after;
  }

  tokenize(text: string, prompt = ""): TokenizedText {
    const ids = this.pipeline.encode(prompt + text);
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
    const promptIds = prompt === "" ? [] : this.pipeline.encode(prompt);
    const ids = this.pipeline.encode(prompt + text).slice(promptIds.length);
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
    return Array.from(ids, (id) => this.pipeline.spell(id) ?? `<${id}>`);
  }

  private lengthOf(prompt: string): number {
    if (prompt === "") return 0;
    const length = this.promptLengths.get(prompt) ?? this.pipeline.encode(prompt).length;
    this.promptLengths.set(prompt, length);
    return length;
  }

  private frame(ids: readonly number[]): Int32Array {
    return Int32Array.from([...this.before, ...ids, ...this.after]);
  }

  private room(): number {
    return Math.max(0, this.maxTokens - this.before.length - this.after.length);
  }
}

/**
 * Builds the tokenizer of a checkpoint.
 * @throws IsovecError `ModelCorrupt` when tokenizer.json is of an unknown kind, could take time or memory without bound, or has more
 * tokens than the model.
 */
export function createTokenizer(card: TokenizerSource): TextTokenizer {
  let pipeline: TokenizerPipeline;
  try {
    assertBounded(card.tokenizer.definition);
    pipeline = new TokenizerPipeline(card.tokenizer.definition);
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
  const frame = pipeline.before.length + pipeline.after.length;
  if (frame >= card.maxTokens) {
    throw new IsovecError(
      "ModelCorrupt",
      `The post_processor in tokenizer.json of ${card.directory} puts ${frame} tokens around a text, but the model takes ${card.maxTokens} at most.`,
      { remedy: "The folder mixes files of two models; fetch it again." },
    );
  }
  const largest = pipeline.largestId;
  if (largest < card.vocabularySize) return new HuggingFaceTokenizer(pipeline, card);
  throw new IsovecError(
    "ModelCorrupt",
    `The tokenizer.json of ${card.directory} has a token with id ${largest}, but config.json has vocab_size ${card.vocabularySize}.`,
    { remedy: "The folder mixes files of two models; fetch it again." },
  );
}
