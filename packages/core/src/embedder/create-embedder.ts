import type { EmbeddingBackend, PassPriority, TextVectors } from "../backend/embedding-backend.ts";
import { IsovecError, throwIfCancelled } from "../errors/isovec-error.ts";
import type { ModelCard, Role } from "../model/model-card.ts";
import { type VectorSpace, vectorSpaceOf } from "../model/vector-space.ts";
import {
  assertFinite,
  cutDimensions,
  vectorFromPooled,
  vectorFromStates,
} from "../postprocess/vector-from-states.ts";
import { padBatch, planBatches } from "../preprocess/token-budget-batches.ts";
import { assertTokenizable, type LongTexts, longText } from "../preprocess/tokenizer/long-texts.ts";
import type { TextTokenizer, TokenizedText } from "../preprocess/tokenizer/text-tokenizer.ts";
import { ConsideratePasses } from "./considerate-passes.ts";
import { inParallel } from "./in-parallel.ts";
import type { Embeddings, EmbedOptions, TextEmbedder, TokenizedInput, TokenUsage } from "./text-embedder.ts";
import { TimeSlice } from "./time-slice.ts";
import { tokenizedFromIds } from "./tokenized-from-ids.ts";

export interface EmbedderParts {
  readonly card: ModelCard;
  readonly tokenizer: TextTokenizer;
  readonly backend: EmbeddingBackend;
  /** Where long texts are tokenized. By default here, which holds up whoever shares the event loop. */
  readonly longTexts?: LongTexts;
}

interface BatchRow {
  /** Prompt included. */
  readonly text: string;
  readonly tokenized: TokenizedText;
  /** The first token that is pooled. */
  readonly first: number;
}

/** The rows of `[texts, dimensions]`, each its own copy. */
function rowsOf({ values, dimensions }: TextVectors, texts: number): Float32Array[] {
  if (values.length !== texts * dimensions) {
    throw new IsovecError(
      "BackendUnavailable",
      `The engine gave ${values.length / dimensions} vectors for ${texts} texts.`,
      { remedy: "It is broken: choose another backend." },
    );
  }
  return Array.from({ length: texts }, (_, row) => values.slice(row * dimensions, (row + 1) * dimensions));
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
  readonly preferredBatchTokens: number;
  private readonly card: ModelCard;
  private readonly tokenizer: TextTokenizer;
  private readonly backend: EmbeddingBackend;
  private readonly longTexts: LongTexts | undefined;
  private readonly skipsPrompt: boolean;
  private readonly passes: ConsideratePasses = new ConsideratePasses();

  constructor({ card, tokenizer, backend, longTexts }: EmbedderParts) {
    this.card = card;
    this.tokenizer = tokenizer;
    this.backend = backend;
    this.longTexts = longTexts;
    this.vectorSpace = vectorSpaceOf(card, backend.capabilities.numeric);
    this.modelName = card.name;
    this.backendId = backend.id;
    this.device = backend.capabilities.device;
    this.maxTokens = card.maxTokens;
    this.preferredBatchTokens = backend.capabilities.preferredBatchTokens;
    this.skipsPrompt = card.steps.some((step) => step.kind === "pooling" && !step.includePrompt);
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<Embeddings> {
    const dimensions = this.checkedDimensions(options.dimensions);
    const tokenized = await this.tokenizeAll(texts, options.role, options.signal);
    if (options.truncate === false) this.refuseTooLong(tokenized);
    const rows = tokenized.map((one, index) => this.rowOf(texts[index] as string, one, options.role));
    return this.embedRows(rows, dimensions, options);
  }

  async embedIds(
    lists: readonly (readonly number[])[],
    options: Omit<EmbedOptions, "truncate">,
  ): Promise<Embeddings> {
    const dimensions = this.checkedDimensions(options.dimensions);
    if (this.backend.input === "text") {
      throw new IsovecError("InputInvalid", `The engine ${this.backendId} takes text, no token ids.`, {
        remedy: "Send the texts.",
      });
    }
    const { promptTokens } = this.tokenizer.tokenize("", this.card.prompts[options.role]);
    const rows = lists.map((ids, index) =>
      this.rowOf("", tokenizedFromIds(ids, index, this.card, promptTokens), options.role),
    );
    return this.embedRows(rows, dimensions, options);
  }

  private async embedRows(
    rows: readonly BatchRow[],
    dimensions: number,
    options: EmbedOptions,
  ): Promise<Embeddings> {
    const vectors = new Float32Array(rows.length * dimensions);
    const { preferredBatchTokens, maxBatchTexts, concurrency = 1 } = this.backend.capabilities;
    const tokens = (index: number): number => rows[index]?.tokenized.ids.length ?? 0;
    const batches = planBatches(
      rows.map((_row, index) => tokens(index)),
      { budget: preferredBatchTokens, ...(maxBatchTexts !== undefined && { maxTexts: maxBatchTexts }) },
    );
    const priority = options.priority ?? (options.role === "query" ? "interactive" : "background");
    let doneTexts = 0;
    let doneTokens = 0;
    const embedPass = async (pass: readonly number[]): Promise<void> => {
      throwIfCancelled(options.signal);
      const own = pass.map((index) => rows[index] as BatchRow);
      const full = await this.vectorsOf(own, options.signal, priority);
      for (const [row, index] of pass.entries()) {
        const whole = full[row] as Float32Array;
        const vector =
          options.dimensions === undefined
            ? whole
            : cutDimensions(whole, dimensions, this.vectorSpace.normalized);
        assertFinite(vector, index, (rows[index] as BatchRow).text);
        vectors.set(vector, index * dimensions);
        doneTokens += tokens(index);
      }
      doneTexts += pass.length;
      options.onProgress?.({ texts: doneTexts, tokens: doneTokens });
    };
    if (priority === "interactive") this.passes.asked();
    await inParallel(batches, concurrency, async (batch) => {
      if (priority === "interactive") return embedPass(batch);
      const longest = tokens(batch[0] as number);
      for (const pass of this.passes.passesOf(batch, longest)) await embedPass(pass);
    });
    return { vectors, dimensions, usage: rows.map(({ tokenized }) => usageOf(tokenized)) };
  }

  async tokenize(texts: readonly string[], role: Role, signal?: AbortSignal): Promise<TokenizedInput[]> {
    const tokenized = await this.tokenizeAll(texts, role, signal);
    return tokenized.map((text) => ({
      ids: Array.from(text.ids),
      tokens: this.tokenizer.spell(text.ids),
      usage: usageOf(text),
    }));
  }

  async dispose(): Promise<void> {
    await Promise.all([this.backend.dispose(), this.longTexts?.dispose()]);
  }

  /** A long list takes a second, in which whoever shares the event loop would wait. */
  private async tokenizeAll(
    texts: readonly string[],
    role: Role,
    signal?: AbortSignal,
  ): Promise<TokenizedText[]> {
    assertTokenizable(texts);
    const prompt = this.card.prompts[role];
    const slice = new TimeSlice();
    const tokenized: TokenizedText[] = [];
    for (const text of texts) {
      const isLong = text.length > longText && this.longTexts !== undefined;
      tokenized.push(
        isLong ? await this.longTexts.tokenize(text, prompt, signal) : this.tokenizer.tokenize(text, prompt),
      );
      if (await slice.rest()) throwIfCancelled(signal);
    }
    return tokenized;
  }

  /** Without a prompt there is none to leave out, and the special tokens before the text are pooled too. */
  private rowOf(text: string, tokenized: TokenizedText, role: Role): BatchRow {
    const prompt = this.card.prompts[role];
    const first = this.skipsPrompt && prompt !== "" ? tokenized.promptTokens : 0;
    return { text: prompt + text, tokenized, first };
  }

  /** One batch through the engine and what core does after it; a vector a row. */
  private async vectorsOf(
    rows: readonly BatchRow[],
    signal: AbortSignal | undefined,
    priority: PassPriority,
  ): Promise<Float32Array[]> {
    if (this.backend.input === "text") {
      const output = await this.backend.forward(
        rows.map(({ text }) => text),
        signal,
        priority,
      );
      return rowsOf(output, rows.length).map((row) => this.finished(output.kind, row));
    }
    const tokens = padBatch(
      rows.map(({ tokenized }) => tokenized.ids),
      this.tokenizer.padId,
    );
    const output = await this.backend.forward(tokens, signal, priority);
    if (output.kind !== "states") {
      return rowsOf(output, rows.length).map((row) => this.finished(output.kind, row));
    }
    const { values, hidden } = output;
    this.assertSize(values.length, tokens.inputIds.length * this.card.hiddenSize);
    return rows.map(({ tokenized, first }, row) =>
      vectorFromStates(
        {
          values,
          offset: row * tokens.sequence * hidden,
          hidden,
          first,
          end: tokenized.ids.length,
        },
        this.card,
      ),
    );
  }

  private finished(kind: TextVectors["kind"], row: Float32Array): Float32Array {
    const vector = kind === "vectors" ? row : vectorFromPooled(row, this.card);
    this.assertSize(vector.length, this.card.dimensions);
    return vector;
  }

  /** An engine that returns another number of values computes another model, or the wrong rows. */
  private assertSize(actual: number, expected: number): void {
    if (actual === expected) return;
    throw new IsovecError(
      "BackendUnavailable",
      `The engine ${this.backendId} gave ${actual} values where ${this.card.name} has ${expected}.`,
      { remedy: "It runs another model, or is broken: choose another backend." },
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
