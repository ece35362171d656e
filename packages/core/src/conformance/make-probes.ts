import { createEmbedder } from "../embedder/create-embedder.ts";
import { vectorSpaceOf } from "../model/vector-space.ts";
import { cutMistakes, lostClosingMistake, positionsOf, uncutMistake } from "./pipelines/length-mistakes.ts";
import { causeOf, type Mistake, pipelineWith } from "./pipelines/pipeline.ts";
import { poolingMistakes } from "./pipelines/pooling-mistakes.ts";
import { type Reference, ReferencePipelines } from "./pipelines/reference-pipelines.ts";
import { specialTokenMistakes } from "./pipelines/special-token-mistakes.ts";
import type { Candidate, Probe, ProbeSet } from "./probe-set.ts";
import { candidateText, probeTexts } from "./probe-texts.ts";

function inBytes(vector: Float32Array): Int8Array {
  const largest = vector.reduce((most, component) => Math.max(most, Math.abs(component)), 0) || 1;
  return Int8Array.from(vector, (component) => Math.round((127 * component) / largest));
}

/** Every combination of a mistake with the special tokens and a wrong pooling, and each alone. */
function pipelineMistakes({ card, frame }: ReferencePipelines): Mistake[][] {
  const specialTokens = specialTokenMistakes(frame);
  return [
    ...specialTokens.map((mistake) => [mistake]),
    ...poolingMistakes(card).flatMap((pooling) => [
      [pooling],
      ...specialTokens.map((mistake) => [mistake, pooling]),
    ]),
  ];
}

/** Other lengths at which servers have been seen to cut a text of so many tokens, and the cut that loses the closing token. */
function lengthMistakes({ card, frame }: ReferencePipelines, tokens: number): Mistake[][] {
  // A limit beyond the text cuts nothing: it is the text as it is.
  const limits = [128, 256, 384, 512].filter((limit) => limit < tokens && limit <= positionsOf(card));
  const mistakes = cutMistakes(card, limits);
  if (tokens > card.maxTokens) {
    if (tokens <= positionsOf(card)) mistakes.push(uncutMistake(card));
    if (frame.after > 0) mistakes.push(lostClosingMistake);
  }
  return mistakes.map((mistake) => [mistake]);
}

/**
 * Asks the reference engine for the vectors that every other engine must give, and for those that known mistakes give.
 * @throws IsovecError `BackendUnavailable` when the engine gives no token states.
 */
export async function makeProbes(reference: Reference): Promise<ProbeSet> {
  const { card } = reference;
  const pipelines = new ReferencePipelines(reference);
  const embedder = createEmbedder(reference);
  const probes: Probe[] = [];
  for (const probe of probeTexts) {
    const { vectors } = await embedder.embed([probe.text], { role: probe.role });
    const [tokenized] = await embedder.tokenize([probe.text], probe.role);
    probes.push({ ...probe, ids: tokenized?.ids ?? [], vector: vectors });
  }
  const candidates: Candidate[] = [];
  const add = async (probe: number, mistakes: readonly Mistake[]): Promise<void> => {
    const { text, role } = probes[probe] as Probe;
    const vector = await pipelines.vectorOf(pipelineWith(mistakes), text, role);
    if (vector !== undefined) candidates.push({ cause: causeOf(mistakes), probe, vector: inBytes(vector) });
  };
  for (const mistakes of pipelineMistakes(pipelines)) await add(candidateText, mistakes);
  const long = probeTexts.findIndex(({ kind }) => kind === "long");
  const { text, role } = probes[long] as Probe;
  const { tokens } = reference.tokenizer.tokenize(text, card.prompts[role]);
  for (const mistakes of lengthMistakes(pipelines, tokens)) await add(long, mistakes);
  return { space: vectorSpaceOf(card).id, probes, candidates };
}
