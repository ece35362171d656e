import { createTokenizer, IsovecError, type ModelCard } from "@isovec/core";
import type { JsonServer } from "../transport/json-server.ts";

/** Short texts on which tokenizers have been seen to differ: accents, scripts, spaces, long words, code, emoji. */
const samples: readonly string[] = [
  "The quick brown fox.",
  "La sarcoïdose et l'ostéoporose ne sont PAS la même CHOSE.",
  "機械学習は面白い。 기계 학습. मशीन लर्निंग",
  "  two  spaces\tand\na line end ",
  `${"long".repeat(30)} word`,
  "return value?.[0] ?? { key: [0x1f, -1e-5] };",
  "owl 🦉, don't — “quoted”",
];

function spelt(ids: readonly number[]): string {
  const shown = ids.slice(0, 12).join(" ");
  return ids.length > 12 ? `${shown} …` : shown;
}

/**
 * Holds the ids that a server computes with against core's. The probes would find the difference too, but not name it.
 * @param serverIds the ids of a text without prompt, specials included; undefined when the server does not say
 * @throws IsovecError `ProbeFailed` that shows both
 */
export async function assertTokensAgree(
  server: JsonServer,
  card: ModelCard,
  serverIds: (text: string, ids: readonly number[]) => Promise<readonly number[] | undefined>,
  remedy = 'Set "input": "tokens" in backendOptions, or choose another backend.',
): Promise<void> {
  const tokenizer = createTokenizer(card);
  for (const text of samples) {
    const { ids, truncated } = tokenizer.tokenize(text);
    if (truncated) continue;
    const own = Array.from(ids);
    const answered = await serverIds(text, own);
    if (answered === undefined) return;
    if (own.length === answered.length && own.every((id, at) => id === answered[at])) continue;
    throw new IsovecError(
      "ProbeFailed",
      `${server.host} reads ${JSON.stringify(text)} as the tokens ${spelt(answered)}; ${card.name} has ${spelt(own)}.`,
      { remedy },
    );
  }
}
