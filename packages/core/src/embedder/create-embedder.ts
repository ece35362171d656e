import type { EmbeddingBackend, HiddenStates, TokenBatch } from "../backend/embedding-backend.ts";
import { IsovecError, throwIfCancelled } from "../errors/isovec-error.ts";
import type { ModelCard, Role } from "../model/model-card.ts";
import { type VectorSpace, vectorSpaceOf } from "../model/vector-space.ts";
import { assertFinite, cutDimensions, vectorFromStates } from "../postprocess/vector-from-states.ts";
import { padBatch, planBatches } from "../preprocess/token-budget-batches.ts";
import type { TextTokenizer, TokenizedText } from "../preprocess/tokenizer/text-tokenizer.ts";
import type { Embeddings, EmbedOptions, TextEmbedder, TokenizedInput, TokenUsage } from "./text-embedder.ts";

export interface EmbedderParts {
  readonly card: ModelCard;
  readonly tokenizer: TextTokenizer;
  readonly backend: EmbeddingBackend;
}

function usageOf({ tokens, ids, truncated }: TokenizedText): TokenUsage {
  return { tokens, usedTokens: ids.length, truncated };
}

/** The one pipeline: every engine's vectors are made by it, so that engines can only differ in arithmetic. */
class PipelineEmbedder implements TextEmbedder {
  readonly vectorSpace: VectorSpace;
  readonly modelName: string;
  readonly backendId: string;
  readonly device: string;
  readonly maxTokens: number;
  private readonly card: ModelCard;
  private readonly tokenizer: TextTokenizer;
  private readonly backend: EmbeddingBackend;
  private readonly skipsPrompt: boolean;

  constructor({ card, tokenizer, backend }: EmbedderParts) {
    this.card = card;
    this.tokenizer = tokenizer;
    this.backend = backend;
    this.vectorSpace = vectorSpaceOf(card);
    this.modelName = card.name;
    this.backendId = backend.id;
    this.device = backend.capabilities.device;
    this.maxTokens = card.maxTokens;
    this.skipsPrompt = card.steps.some((step) => step.kind === "pooling" && !step.includePrompt);
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<Embeddings> {
    const dimensions = this.checkedDimensions(options.dimensions);
    const tokenized = texts.map((text) => this.tokenizeAs(text, options.role));
    if (options.truncate === false) this.refuseTooLong(tokenized);

    const vectors = new Float32Array(texts.length * dimensions);
    const batches = planBatches(
      tokenized.map(({ ids }) => ids.length),
      { budget: this.backend.capabilities.preferredBatchTokens },
    );
    let doneTexts = 0;
    let doneTokens = 0;
    for (const batch of batches) {
      throwIfCancelled(options.signal);
      const rows = batch.map((index) => tokenized[index] as TokenizedText);
      const tokens = padBatch(
        rows.map(({ ids }) => ids),
        this.tokenizer.padId,
      );
      const states = await this.backend.forward(tokens, options.signal);
      for (const [row, index] of batch.entries()) {
        const full = this.vectorOf(states, tokens, row, rows[row] as TokenizedText);
        const vector =
          options.dimensions === undefined
            ? full
            : cutDimensions(full, dimensions, this.vectorSpace.normalized);
        assertFinite(vector, index, texts[index] as string);
        vectors.set(vector, index * dimensions);
        doneTokens += (rows[row] as TokenizedText).ids.length;
      }
      doneTexts += batch.length;
      options.onProgress?.({ texts: doneTexts, tokens: doneTokens });
    }
    return { vectors, dimensions, usage: tokenized.map(usageOf) };
  }

  async tokenize(texts: readonly string[], role: Role): Promise<TokenizedInput[]> {
    return texts.map((text) => {
      const tokenized = this.tokenizeAs(text, role);
      return {
        ids: Array.from(tokenized.ids),
        tokens: this.tokenizer.spell(tokenized.ids),
        usage: usageOf(tokenized),
      };
    });
  }

  dispose(): Promise<void> {
    return this.backend.dispose();
  }

  private tokenizeAs(text: string, role: Role): TokenizedText {
    return this.tokenizer.tokenize(text, this.card.prompts[role]);
  }

  private vectorOf(states: HiddenStates, tokens: TokenBatch, row: number, text: TokenizedText): Float32Array {
    return vectorFromStates(
      {
        values: states.values,
        offset: row * tokens.sequence * states.hidden,
        hidden: states.hidden,
        first: this.skipsPrompt ? text.promptTokens : 0,
        end: text.ids.length,
      },
      this.card,
    );
  }

  private checkedDimensions(requested: number | undefined): number {
    const own = this.card.dimensions;
    if (requested === undefined) return own;
    if (Number.isInteger(requested) && requested > 0 && requested <= own) return requested;
    throw new IsovecError("InputInvalid", `dimensions is ${requested}, but ${this.card.name} has ${own}.`, {
      remedy: `Ask for 1 to ${own} dimensions.`,
    });
  }

  private refuseTooLong(tokenized: readonly TokenizedText[]): void {
    const index = tokenized.findIndex(({ truncated }) => truncated);
    if (index < 0) return;
    const { tokens } = tokenized[index] as TokenizedText;
    throw new IsovecError(
      "InputTooLong",
      `Input ${index} has ${tokens} tokens; ${this.card.name} takes at most ${this.card.maxTokens}.`,
      { remedy: "Send a shorter text, or allow truncation." },
    );
  }
}

/** Puts tokenizer, engine and the model's own pooling together. The embedder owns the engine and disposes it. */
export function createEmbedder(parts: EmbedderParts): TextEmbedder {
  return new PipelineEmbedder(parts);
}
