import type { Role } from "../../model/model-card.ts";
import { cosineDistance } from "../distance.ts";
import { embeddingMistakes, paddingMistakes, promptMistakes } from "../pipelines/input-mistakes.ts";
import { cutMistakes, lostClosingMistake, positionsOf, uncutMistake } from "../pipelines/length-mistakes.ts";
import { areCompatible, causeOf, type Mistake, type Pipeline, pipelineWith } from "../pipelines/pipeline.ts";
import { poolingMistakes, rarePoolingMistakes } from "../pipelines/pooling-mistakes.ts";
import type { ReferencePipelines } from "../pipelines/reference-pipelines.ts";
import {
  doubledTokenMistakes,
  fillingMistakes,
  specialTokenMistakes,
} from "../pipelines/special-token-mistakes.ts";
import { tokenizerMistakes } from "../pipelines/tokenizer-mistakes.ts";

/** A text and the vector that was measured for it. */
export interface Measured {
  readonly text: string;
  readonly role: Role;
  readonly vector: Float32Array;
}

/** A pipeline, held against what was measured. */
export interface RankedCandidate {
  /** None for the model's own pipeline. */
  readonly mistakes: readonly Mistake[];
  /** Empty for the model's own pipeline. */
  readonly cause: string;
  /** 1 - cosine for every measured text. */
  readonly distances: readonly number[];
  readonly mean: number;
  readonly largest: number;
}

/** Rounding of any engine: candidates are not told apart below it. */
const floor = 1e-9;
/** One more mistake must explain this much better to be believed. */
const priceOfMistake = 2;
/** The most mistakes at once. */
const depth = 3;

/** A tokenizer is built for every mistake that changes it, and kept as long as the mistake is the same object. */
const tables: WeakMap<ReferencePipelines, readonly Mistake[]> = new WeakMap();

function singleMistakes(pipelines: ReferencePipelines, limits: readonly number[]): readonly Mistake[] {
  const { card } = pipelines;
  const own = tables.get(pipelines) ?? mistakesOf(pipelines);
  tables.set(pipelines, own);
  const within = limits.filter((limit) => limit < positionsOf(card));
  return [...own, ...cutMistakes(card, within)];
}

function mistakesOf(pipelines: ReferencePipelines): Mistake[] {
  const { card, frame } = pipelines;
  const specialTokens = [...specialTokenMistakes(frame), ...doubledTokenMistakes(frame)];
  return [
    ...specialTokens,
    // On long texts alone it is the same as the next ones: the narrower is named.
    ...(frame.after > 0 ? [lostClosingMistake] : []),
    ...fillingMistakes(specialTokens),
    ...tokenizerMistakes(card),
    ...promptMistakes(card),
    ...(positionsOf(card) > card.maxTokens ? [uncutMistake(card)] : []),
    ...embeddingMistakes(card),
    ...[128, 256].flatMap((tokens) =>
      paddingMistakes(tokens, `every text is padded to ${tokens} tokens, and `),
    ),
  ];
}

/** 1 - cosine, where a vector without direction is as far as a foreign one, unless both have none. */
function distanceTo({ text, vector }: Measured, candidate: Float32Array | undefined): number {
  const isZero = vector.every((component) => component === 0);
  // A pipeline without special tokens feeds nothing for the empty text: what a server makes of that proves nothing.
  if (candidate === undefined) return isZero || text === "" ? 0 : 1;
  const distance = cosineDistance(vector, candidate.subarray(0, vector.length));
  return Number.isFinite(distance) ? distance : 1;
}

/** What a candidate costs in belief: its distance, dearer with every mistake. */
function priceOf({ mean, mistakes }: RankedCandidate): number {
  return (mean + floor) * priceOfMistake ** mistakes.length;
}

class Ranking {
  private readonly ranked: Map<string, RankedCandidate> = new Map();

  constructor(
    private readonly pipelines: ReferencePipelines,
    private readonly measured: readonly Measured[],
  ) {}

  async add(mistakes: readonly Mistake[]): Promise<RankedCandidate> {
    const distances: number[] = [];
    const pipeline: Pipeline = pipelineWith(mistakes);
    for (const measured of this.measured) {
      const { text, role } = measured;
      distances.push(distanceTo(measured, await this.pipelines.rawVectorOf(pipeline, text, role)));
    }
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
    const largest = Math.max(0, ...distances);
    const candidate = { mistakes, cause: causeOf(mistakes), distances, mean, largest };
    // A mistake that shows on no text is no candidate of its own.
    const key = distances.map((distance) => distance.toPrecision(12)).join();
    const before = this.ranked.get(key);
    if (before === undefined || before.mistakes.length > mistakes.length) this.ranked.set(key, candidate);
    return candidate;
  }

  sorted(): RankedCandidate[] {
    return [...this.ranked.values()].sort((a, b) => priceOf(a) - priceOf(b));
  }
}

/** Lengths at which servers have been seen to cut. */
const usualLimits: readonly number[] = [64, 128, 255, 256, 384, 512];

/**
 * Computes the vectors of every known mistake, of each with another pooling, and of the likeliest with a further
 * mistake, and holds them against what was measured.
 * @param limits further lengths at which texts may be cut
 * @returns the likeliest first; the model's own pipeline is among them
 */
export async function rankCandidates(
  pipelines: ReferencePipelines,
  measured: readonly Measured[],
  limits: readonly number[] = [],
): Promise<RankedCandidate[]> {
  const ranking = new Ranking(pipelines, measured);
  const poolings = [...poolingMistakes(pipelines.card), ...rarePoolingMistakes(pipelines.card)];
  const singles = singleMistakes(pipelines, [...usualLimits, ...limits]);
  await ranking.add([]);
  for (const pooling of poolings) await ranking.add([pooling]);
  for (const mistake of singles) {
    await ranking.add([mistake]);
    for (const pooling of poolings) await ranking.add([mistake, pooling]);
  }
  for (let length = 1; length < depth; length++) {
    const [best] = ranking.sorted();
    if (best === undefined || best.mistakes.length !== length || best.mean <= floor) break;
    for (const mistake of singles) {
      const isNew = best.mistakes.every((own) => areCompatible(own, mistake));
      if (isNew) await ranking.add([...best.mistakes, mistake]);
    }
  }
  return ranking.sorted();
}

/** The likeliest candidate that does not make all of these mistakes: the rival of the one that does. */
export function rivalOf(
  ranked: readonly RankedCandidate[],
  { mistakes }: RankedCandidate,
): RankedCandidate | undefined {
  const names = new Set(mistakes.map(({ name }) => name));
  return ranked
    .filter((candidate) => {
      const own = candidate.mistakes.map(({ name }) => name);
      return mistakes.length === 0 ? own.length > 0 : [...names].some((name) => !own.includes(name));
    })
    .sort((a, b) => a.mean - b.mean)[0];
}
