import { cosineDistance, norm } from "../distance.ts";
import { doctorTexts } from "./doctor-texts.ts";
import type { Answer, Examination } from "./examine.ts";
import type { Finding } from "./finding.ts";

/** Two answers to one text may differ by so much: kernels of a GPU add up in any order. */
const repeatable = 1e-6;
/** Vectors so near are one and the same. */
const same = 1e-7;

function vectorsOf(alone: readonly Answer[]): Float32Array[] {
  return alone.flatMap((answer) => (answer.kind === "vector" ? [answer.vector] : []));
}

/** The most that the same text sent again differs by, 1 - cosine. */
export function noiseOf({ alone, repeated }: Examination): number {
  const [first] = vectorsOf(alone);
  if (first === undefined || norm(first) === 0) return 0;
  return Math.max(0, ...repeated.map((again) => cosineDistance(first, again)));
}

function finiteFinding(alone: readonly Answer[]): Finding | undefined {
  const rows = [...alone.keys()].filter((row) => alone[row]?.kind === "not-finite");
  const [first] = rows;
  if (first === undefined) return undefined;
  const kinds = new Set(rows.map((row) => doctorTexts[row]?.kind));
  const only = kinds.size === 1 ? [...kinds][0] : undefined;
  const where =
    rows.length === alone.length
      ? ""
      : only === "empty"
        ? " for the empty text"
        : only === "long"
          ? " for long texts"
          : " for some texts";
  const answer = alone[first] as Extract<Answer, { message: string }>;
  return {
    name: "not-finite",
    cause: `it gives values that are not finite${where}${only === "long" ? ", as when half precision overflows" : ""}`,
    certainty: "certain",
    evidence: answer.message,
  };
}

function constantFinding(vectors: readonly Float32Array[]): Finding | undefined {
  const [first] = vectors;
  if (first === undefined || vectors.length < 2) return undefined;
  const isConstant = vectors.every((vector) => !(cosineDistance(first, vector) > same));
  if (!isConstant) return undefined;
  return {
    name: "constant",
    cause: "it gives every text the same vector",
    certainty: "certain",
    evidence: `${vectors.length} different texts have vectors that do not differ.`,
  };
}

function noiseFinding(examination: Examination): Finding | undefined {
  const noise = noiseOf(examination);
  if (!(noise > repeatable)) return undefined;
  return {
    name: "not-deterministic",
    cause: "it gives the same text another vector every time",
    certainty: "certain",
    evidence: `One text sent three times differs by 1 - cosine ${noise.toExponential(1)}.`,
  };
}

/** Two words with accents that mean different things: one vector when both are unknown (ollama #15609). */
const collapsing: readonly string[] = ["sarcoïdose", "ostéoporose"];

function collapseFinding(alone: readonly Answer[]): Finding | undefined {
  const [one, other] = collapsing.map((word) => alone[doctorTexts.findIndex(({ text }) => text === word)]);
  if (one?.kind !== "vector" || other?.kind !== "vector") return undefined;
  if (!(cosineDistance(one.vector, other.vector) <= same)) return undefined;
  return {
    name: "unknown-collapse",
    cause: "words that its tokenizer does not know have one vector",
    certainty: "certain",
    evidence: `${collapsing.map((word) => JSON.stringify(word)).join(" and ")} have the same vector.`,
  };
}

/** What shows without the model at hand: whatever model it is, its vectors ought not to do this. */
export function unreferencedFindings(examination: Examination): Finding[] {
  const { alone } = examination;
  return [
    finiteFinding(alone),
    constantFinding(vectorsOf(alone)),
    noiseFinding(examination),
    collapseFinding(alone),
  ].filter((finding) => finding !== undefined);
}
