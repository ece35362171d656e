import type { Role } from "../model/model-card.ts";

/** What a probe is for; a failure of one kind alone tells the cause. */
export type ProbeKind = "plain" | "code" | "spelling" | "script" | "empty" | "long";

export interface ProbeText {
  readonly kind: ProbeKind;
  readonly role: Role;
  readonly text: string;
}

const sentence =
  "The quick brown fox jumps over the lazy dog while the rain in Spain stays mainly in the plain. ";

/** Short enough to be embedded on every start, different enough to show each known mistake. */
export const probeTexts: readonly ProbeText[] = [
  { kind: "plain", role: "query", text: "how are passwords hashed" },
  { kind: "plain", role: "document", text: "A turtle has a shell, a bird has wings." },
  { kind: "plain", role: "document", text: "Vectors of equal length point in different directions." },
  {
    kind: "code",
    role: "document",
    text: "export function clamp(value: number, low: number, high: number): number {\n  return Math.min(Math.max(value, low), high);\n}",
  },
  { kind: "spelling", role: "document", text: "La sarcoïdose et l'ostéoporose ne sont PAS la même CHOSE." },
  { kind: "script", role: "document", text: "機械学習は面白い。 기계 학습. मशीन लर्निंग" },
  { kind: "empty", role: "document", text: "" },
  // Longer than 128 and 256 tokens, and different after each of them.
  {
    kind: "long",
    role: "document",
    text: `${sentence.repeat(7)}${"Nothing of this is about animals. ".repeat(24)}`,
  },
];

/** The short text whose wrong vectors are kept beside the right one. */
export const candidateText = 1;
