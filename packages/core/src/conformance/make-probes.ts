import type { TokenBackend } from "../backend/embedding-backend.ts";
import { createEmbedder } from "../embedder/create-embedder.ts";
import { IsovecError } from "../errors/isovec-error.ts";
import type { ModelCard, PoolingMode, PoolingStep, PostprocessStep } from "../model/model-card.ts";
import { vectorSpaceOf } from "../model/vector-space.ts";
import type { TextTokenizer } from "../preprocess/tokenizer/text-tokenizer.ts";
import type { Candidate, Probe, ProbeSet } from "./probe-set.ts";
import { candidateText, probeTexts } from "./probe-texts.ts";

interface Reference {
  readonly card: ModelCard;
  readonly tokenizer: TextTokenizer;
  /** The engine that is trusted. It must give token states, so that it can be misused. */
  readonly backend: TokenBackend;
}

/** How many special tokens stand before and after a text. */
interface Frame {
  readonly before: number;
  readonly after: number;
}

function frameOf(tokenizer: TextTokenizer): Frame {
  const { ids, promptTokens } = tokenizer.tokenize("");
  return { before: promptTokens, after: ids.length - promptTokens };
}

/** What servers have been seen to do to the special tokens, as a change of the right ids. */
interface Mistake {
  readonly cause: string;
  readonly ids: (ids: readonly number[]) => number[];
}

function specialTokenMistakes({ before, after }: Frame): Mistake[] {
  const mistakes: Mistake[] = [];
  const add = (cause: string, ids: Mistake["ids"]): void => void mistakes.push({ cause, ids });
  if (before > 0 && after > 0) {
    add("the special tokens around the text are missing", (ids) => ids.slice(before, -after));
  }
  if (before > 0) add("the first special token is missing", (ids) => ids.slice(before));
  if (after > 0) add("the closing special token is missing", (ids) => ids.slice(0, -after));
  if (before + after > 0) {
    add("the special tokens are put around the text twice", (ids) => [
      ...ids.slice(0, before),
      ...ids,
      ...ids.slice(ids.length - after),
    ]);
  }
  return mistakes;
}

const poolings: readonly PoolingMode[] = ["mean", "cls", "max", "lasttoken"];

const poolingNames: Readonly<Record<string, string>> = {
  mean: "the mean of all tokens",
  cls: "the first token's state",
  max: "the largest value of each component",
  lasttoken: "the last token's state",
};

/** A tokenizer that feeds the given ids whatever the text is. */
function feeding(tokenizer: TextTokenizer, ids: readonly number[]): TextTokenizer {
  return {
    maxTokens: tokenizer.maxTokens,
    padId: tokenizer.padId,
    tokenize: () => ({ ids: Int32Array.from(ids), tokens: ids.length, truncated: false, promptTokens: 0 }),
    windows: () => [],
    spell: (given) => tokenizer.spell(given),
  };
}

async function vectorOf(
  { card, tokenizer, backend }: Reference,
  ids: readonly number[],
): Promise<Float32Array> {
  const embedder = createEmbedder({ card, tokenizer: feeding(tokenizer, ids), backend });
  return (await embedder.embed([""], { role: "document" })).vectors;
}

function inBytes(vector: Float32Array): Int8Array {
  const largest = vector.reduce((most, component) => Math.max(most, Math.abs(component)), 0) || 1;
  return Int8Array.from(vector, (component) => Math.round((127 * component) / largest));
}

function withPooling(card: ModelCard, mode: PoolingMode): ModelCard {
  const steps = card.steps.map(
    (step): PostprocessStep => (step.kind === "pooling" ? { ...step, modes: [mode] } : step),
  );
  return { ...card, steps };
}

/** Every combination of a mistake with the special tokens and a wrong pooling, and each alone. */
async function pipelineCandidates(reference: Reference, probe: number, right: Probe): Promise<Candidate[]> {
  const { card, tokenizer } = reference;
  const specialTokens = specialTokenMistakes(frameOf(tokenizer));
  const [pooling] = card.steps as [PoolingStep];
  // A Dense after the pooling takes one width, so that another number of modes cannot be tried.
  const others = pooling.modes.length === 1 ? poolings.filter((mode) => mode !== pooling.modes[0]) : [];
  const candidates: Candidate[] = [];
  const add = async (cause: string, variant: ModelCard, ids: readonly number[]): Promise<void> => {
    if (ids.length === 0) return;
    const vector = await vectorOf({ ...reference, card: variant }, ids);
    candidates.push({ cause, probe, vector: inBytes(vector) });
  };
  for (const { cause, ids } of specialTokens) await add(cause, card, ids(right.ids));
  for (const mode of others) {
    const pooled = `it pools ${poolingNames[mode]}, where the model pools ${poolingNames[pooling.modes[0] as string] ?? pooling.modes[0]}`;
    await add(pooled, withPooling(card, mode), right.ids);
    for (const { cause, ids } of specialTokens) {
      await add(`${cause}, and ${pooled}`, withPooling(card, mode), ids(right.ids));
    }
  }
  return candidates;
}

/** Other lengths at which servers have been seen to cut, and the cut that loses the closing token. */
async function lengthCandidates(reference: Reference, probe: number, right: Probe): Promise<Candidate[]> {
  const { tokenizer, card } = reference;
  const { before, after } = frameOf(tokenizer);
  const opening = right.ids.slice(0, before);
  const closing = right.ids.slice(right.ids.length - after);
  const own = tokenizer
    .windows(probeTexts[probe]?.text ?? "", card.prompts.document, 0)
    .flatMap(({ ids }) => [...ids].slice(before, ids.length - after));
  // The engine has no positions beyond the model's own table.
  const positions = Number(card.config["max_position_embeddings"] ?? 0);
  const candidates: Candidate[] = [];
  const whole = own.length + before + after;
  for (const limit of [128, 256, 384, 512, whole]) {
    const ids = [...opening, ...own.slice(0, limit - before - after), ...closing];
    // A limit beyond the text cuts nothing; the last candidate is the text as it is.
    if (ids.length === right.ids.length || ids.length > positions || limit > whole) continue;
    const cause =
      limit === whole
        ? `texts are not cut at ${card.maxTokens} tokens, where the model stops reading`
        : `texts are cut at ${limit} tokens, where the model reads ${card.maxTokens}`;
    candidates.push({ cause, probe, vector: inBytes(await vectorOf(reference, ids)) });
  }
  if (after > 0 && own.length + before + after > right.ids.length) {
    const lost = [...opening, ...own].slice(0, right.ids.length);
    const cause = "the closing special token is cut off with the end of a long text";
    candidates.push({ cause, probe, vector: inBytes(await vectorOf(reference, lost)) });
  }
  return candidates;
}

/**
 * Asks the reference engine for the vectors that every other engine must give, and for those that known mistakes give.
 * @throws IsovecError `BackendUnavailable` when the engine gives no token states.
 */
export async function makeProbes(reference: Reference): Promise<ProbeSet> {
  const { card, tokenizer, backend } = reference;
  if (backend.capabilities.output !== "states") {
    throw new IsovecError("BackendUnavailable", `${backend.id} gives no token states to make probes of.`);
  }
  const embedder = createEmbedder({ card, tokenizer, backend });
  const probes: Probe[] = [];
  for (const probe of probeTexts) {
    const { vectors } = await embedder.embed([probe.text], { role: probe.role });
    const [tokenized] = await embedder.tokenize([probe.text], probe.role);
    probes.push({ ...probe, ids: tokenized?.ids ?? [], vector: vectors });
  }
  const long = probeTexts.findIndex(({ kind }) => kind === "long");
  const candidates = [
    ...(await pipelineCandidates(reference, candidateText, probes[candidateText] as Probe)),
    ...(await lengthCandidates(reference, long, probes[long] as Probe)),
  ];
  return { space: vectorSpaceOf(card).id, probes, candidates };
}
