import type { TokenBackend } from "../../backend/embedding-backend.ts";
import { IsovecError } from "../../errors/isovec-error.ts";
import type { ModelCard, PoolingMode, PoolingStep, Role } from "../../model/model-card.ts";
import { normalize } from "../../postprocess/normalize.ts";
import { pool } from "../../postprocess/pooling/pool.ts";
import { vectorFromPooled } from "../../postprocess/vector-from-states.ts";
import { createTokenizer } from "../../preprocess/tokenizer/create-tokenizer.ts";
import type { TextTokenizer } from "../../preprocess/tokenizer/text-tokenizer.ts";
import { positionsOf } from "./length-mistakes.ts";
import type { CandidatePooling, Pipeline } from "./pipeline.ts";
import { type Frame, framed, frameOf } from "./special-token-mistakes.ts";

export interface Reference {
  readonly card: ModelCard;
  readonly tokenizer: TextTokenizer;
  /** The engine that is trusted. It must give token states, so that it can be misused. */
  readonly backend: TokenBackend;
}

/** A text's own ids and the special tokens that belong around them. */
interface TokenParts {
  readonly opening: readonly number[];
  readonly body: readonly number[];
  readonly closing: readonly number[];
  /** Tokens of `body` that are the prompt's. */
  readonly promptTokens: number;
}

/** One row of ids as it is fed, with padding: which positions are the text's, and which are pooled. */
interface FedRow {
  readonly ids: readonly number[];
  readonly shift: number;
  readonly sequence: number;
  readonly attended: boolean;
  readonly segment: number;
  readonly frame: Frame;
  readonly promptTokens: number;
}

type PooledStates = (pooling: CandidatePooling, overPadding: boolean) => Float32Array;

function partsOf(tokenizer: TextTokenizer, text: string, prompt: string): TokenParts {
  const { before, after } = frameOf(tokenizer);
  const empty = tokenizer.tokenize("", prompt);
  const frame = Array.from(empty.ids);
  const closing = frame.slice(frame.length - after);
  const own = tokenizer
    .windows(text, prompt, 0)
    .flatMap(({ ids, start, end }) =>
      Array.from(ids).slice(ids.length - after - (end - start), ids.length - after),
    );
  const promptIds = frame.slice(before, frame.length - after);
  return {
    opening: frame.slice(0, before),
    body: [...promptIds, ...own],
    closing,
    promptTokens: promptIds.length,
  };
}

/** What right and wrong pipelines make of a text, over one engine. Every row of ids goes through it once. */
export class ReferencePipelines {
  readonly card: ModelCard;
  /** Forward passes so far. */
  passes = 0;
  private readonly reference: Reference;
  private readonly states: Map<string, PooledStates> = new Map();
  private readonly tokenizers: Map<Pipeline["tokenizerOf"], TextTokenizer> = new Map();
  private readonly parts: Map<Pipeline["tokenizerOf"], Map<string, TokenParts>> = new Map();

  /** @throws IsovecError `BackendUnavailable` when the engine gives no token states. */
  constructor(reference: Reference) {
    const { backend, card, tokenizer } = reference;
    if (backend.capabilities.output !== "states") {
      throw new IsovecError("BackendUnavailable", `${backend.id} gives no token states to make probes of.`);
    }
    this.reference = reference;
    this.card = card;
    this.tokenizers.set(undefined, tokenizer);
  }

  get frame(): Frame {
    return frameOf(this.reference.tokenizer);
  }

  /**
   * The ids that a pipeline feeds.
   * @returns undefined when it feeds none, or more than the model has positions for
   */
  idsOf(pipeline: Pipeline, text: string, role: Role): number[] | undefined {
    return this.rowOf(pipeline, text, role)?.ids.slice();
  }

  /**
   * The vector before the model's Normalize, where it has one: its direction is the candidate's, its length what a
   * server that does not normalise gives.
   * @returns undefined when the pipeline feeds no tokens, or more than the model has positions for
   */
  async rawVectorOf(pipeline: Pipeline, text: string, role: Role): Promise<Float32Array | undefined> {
    const row = this.rowOf(pipeline, text, role);
    if (row === undefined) return undefined;
    const pooled = (await this.pooledStates(row))(
      this.poolingOf(pipeline),
      pipeline.padding?.pooled === true,
    );
    const steps = this.card.steps.filter(({ kind }) => kind !== "normalize");
    return vectorFromPooled(pooled, { ...this.card, steps });
  }

  /** As `rawVectorOf`, of the length that the model's vectors have. */
  async vectorOf(pipeline: Pipeline, text: string, role: Role): Promise<Float32Array | undefined> {
    const raw = await this.rawVectorOf(pipeline, text, role);
    return raw !== undefined && this.normalizes() ? normalize(raw) : raw;
  }

  /** Whether the model's vectors have unit length. */
  normalizes(): boolean {
    return this.card.steps.some(({ kind }) => kind === "normalize");
  }

  private poolingOf({ pooling }: Pipeline): CandidatePooling {
    if (pooling !== undefined) return pooling;
    const [own] = this.card.steps as [PoolingStep];
    return own.modes.join("+") as PoolingMode;
  }

  private partsOf(pipeline: Pipeline, text: string, role: Role): TokenParts {
    const { tokenizerOf, prompt, rewritten } = pipeline;
    let tokenizer = this.tokenizers.get(tokenizerOf);
    if (tokenizer === undefined) {
      tokenizer = createTokenizer(tokenizerOf?.(this.card) ?? this.card);
      this.tokenizers.set(tokenizerOf, tokenizer);
    }
    const { prompts } = this.card;
    const before = prompt?.(prompts, role) ?? prompts[role];
    // A rewriting does not know where the prompt ends.
    const [given, inFront] = rewritten === undefined ? [text, before] : [rewritten(before + text), ""];
    let known = this.parts.get(tokenizerOf);
    if (known === undefined) {
      known = new Map();
      this.parts.set(tokenizerOf, known);
    }
    const key = JSON.stringify([inFront, given]);
    const parts = known.get(key) ?? partsOf(tokenizer, given, inFront);
    known.set(key, parts);
    return parts;
  }

  private rowOf(pipeline: Pipeline, text: string, role: Role): FedRow | undefined {
    const { opening, body, closing, promptTokens } = this.partsOf(pipeline, text, role);
    const { card } = this;
    const positions = positionsOf(card);
    const { specialTokens, fillsLimit, losesClosing, padding, firstPosition = 0, segment = 0 } = pipeline;
    const limit = Math.min(pipeline.limit ?? card.maxTokens, Math.max(positions, card.maxTokens));
    const counted = framed([], opening, closing, fillsLimit ? specialTokens : undefined).length;
    const room = Math.max(0, limit - counted);
    const tooLong = body.length > room;
    let kept = body;
    if (tooLong) {
      kept = card.tokenizer.config["truncation_side"] === "left" ? body.slice(-room) : body.slice(0, room);
    }
    const ids =
      losesClosing && tooLong
        ? [...opening, ...body].slice(0, limit)
        : framed(kept, opening, closing, specialTokens);
    if (ids.length === 0) return undefined;
    const padded = Math.max(0, (padding?.tokens ?? 0) - ids.length);
    const shift = firstPosition + (padding?.side === "left" ? padded : 0);
    const sequence = Math.max(shift, firstPosition) + ids.length + (padding?.side === "left" ? 0 : padded);
    if (sequence > Math.max(positions, card.maxTokens)) return undefined;
    return {
      ids,
      shift,
      sequence,
      attended: padding?.attended === true,
      segment,
      frame: { before: opening.length, after: closing.length },
      promptTokens,
    };
  }

  private async pooledStates(row: FedRow): Promise<PooledStates> {
    const { ids, shift, sequence, attended, segment } = row;
    const key = `${shift} ${sequence} ${attended} ${segment} ${row.promptTokens} ${ids.join(" ")}`;
    const known = this.states.get(key);
    if (known !== undefined) return known;
    const { backend, tokenizer } = this.reference;
    const inputIds = new Int32Array(sequence).fill(tokenizer.padId);
    inputIds.set(ids, shift);
    const attentionMask = new Int32Array(sequence).fill(attended ? 1 : 0);
    attentionMask.fill(1, shift, shift + ids.length);
    const tokenTypeIds = new Int32Array(sequence).fill(segment);
    const output = await backend.forward({ batch: 1, sequence, inputIds, attentionMask, tokenTypeIds });
    if (output.kind !== "states") throw new Error(`${backend.id} gave no token states`);
    this.passes += 1;
    const pooled = this.pooledLater(row, output.values, output.hidden);
    this.states.set(key, pooled);
    return pooled;
  }

  private pooledLater(row: FedRow, values: Float32Array, hidden: number): PooledStates {
    const { ids, shift, sequence, frame, promptTokens } = row;
    const [own] = this.card.steps as [PoolingStep];
    const first = own.includePrompt ? 0 : frame.before + promptTokens;
    const known = new Map<string, Float32Array>();
    return (pooling, overPadding) => {
      const key = `${pooling} ${overPadding}`;
      const before = known.get(key);
      if (before !== undefined) return before.slice();
      const inner = pooling === "mean-without-special-tokens" && ids.length > frame.before + frame.after;
      const states = {
        values,
        offset: 0,
        hidden,
        first: overPadding ? 0 : shift + Math.max(first, inner ? frame.before : 0),
        end: overPadding ? sequence : shift + ids.length - (inner ? frame.after : 0),
      };
      const modes =
        pooling === "mean-without-special-tokens"
          ? (["mean"] as const)
          : pooling === own.modes.join("+")
            ? own.modes
            : [pooling as PoolingMode];
      const pooled = pool(states, { ...own, modes });
      known.set(key, pooled);
      return pooled.slice();
    };
  }
}
