import type { Role } from "../../model/model-card.ts";
import { type ProbeKind, probeTexts } from "../probe-texts.ts";

/** What a text is for. A server may refuse an `empty`, a `long` or a `control` one; no other. */
export type DoctorKind = ProbeKind | "control" | "literal" | "word";

export interface DoctorText {
  readonly kind: DoctorKind;
  readonly role: Role;
  readonly text: string;
}

function times(count: number, sentence: string): string {
  return `${sentence} `.repeat(count);
}

/** Another subject after 64, 128, 256 and 512 tokens. */
const changing =
  times(6, "A turtle has a shell and a bird has wings.") +
  times(6, "The river froze over in the first week of January.") +
  times(13, "Nobody had paid the invoice for the new printer.") +
  times(24, "Salt water boils at a higher temperature than fresh water.") +
  times(12, "The orchestra played the last movement far too slowly.");

const document = (kind: DoctorKind, text: string): DoctorText => ({ kind, role: "document", text });

/** Every text that is sent alone. The first and the last are plain: what refuses them is not there, or no longer. */
export const doctorTexts: readonly DoctorText[] = [
  ...probeTexts,
  document("long", changing),
  document("spelling", "sarcoïdose"),
  document("spelling", "ostéoporose"),
  document("spelling", "Crème brûlée and naïve façades in São Paulo"),
  document("spelling", "HELLO WORLD, said NASA in Washington."),
  document("script", "안녕하세요, 세계!"),
  document("script", "नमस्ते दुनिया"),
  document("script", "Привет, мир! Ёжик и йод"),
  document("script", "中文文本嵌入测试，标点。"),
  document("control", "zero\u200bwidth, \u202eright-to-left\u202c and a be\u0007ll"),
  document("literal", "Is [SEP] a word, or [CLS], or </s>, or <s>?"),
  document("word", `${"long".repeat(30)} word`),
  document("plain", "  spaces before\n\tand after \n"),
  document("plain", "owl 🦉, don’t — “quoted” №5 ½"),
  { kind: "plain", role: "query", text: "where does the river freeze" },
  document("plain", "The kettle is on the stove and the cat is under it."),
];

/** Rows of `doctorTexts` that are sent once more in one request: short ones, and none that may be refused. */
export const batchRows: readonly number[] = doctorTexts.flatMap(({ kind, role, text }, row) =>
  role === "document" && !["empty", "long", "control", "word"].includes(kind) && text.length < 130
    ? [row]
    : [],
);

/** Common words, one token each in most vocabularies. */
const words = ["tree", "house", "river", "stone", "bread", "music", "horse", "table", "green", "water"];

/** Words of the text that shows how far a server reads: more than any usual limit but the largest. */
export const suffixWords = 600;

/**
 * @param changed 1-based word that is another one; none when absent
 */
export function suffixText(changed?: number): string {
  return Array.from({ length: suffixWords }, (_, at) =>
    at + 1 === changed ? "fire" : words[at % words.length],
  ).join(" ");
}
