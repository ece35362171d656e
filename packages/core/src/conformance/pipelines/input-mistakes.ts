import type { ModelCard } from "../../model/model-card.ts";
import type { Mistake, Padding } from "./pipeline.ts";

/** Prompts of well-known models (E5, Nomic, BGE), which clients put in front of any model's texts. */
const foreignPrompts: readonly string[] = [
  "query: ",
  "passage: ",
  "search_query: ",
  "search_document: ",
  "Represent this sentence for searching relevant passages: ",
];

export function promptMistakes({ prompts }: ModelCard): Mistake[] {
  const own = [prompts.query, prompts.document];
  const mistakes: Mistake[] = [];
  if (own.some((prompt) => prompt !== "")) {
    mistakes.push(
      {
        name: "prompt-missing",
        cause: "the model's prompt in front of a text is missing",
        change: { prompt: () => "" },
      },
      {
        name: "prompt-doubled",
        cause: "the model's prompt is put in front of a text twice",
        change: { prompt: (known, role) => known[role] + known[role] },
      },
    );
    if (prompts.query !== prompts.document) {
      mistakes.push({
        name: "prompts-exchanged",
        cause: "questions have the prompt of documents, and documents that of questions",
        change: { prompt: (known, role) => known[role === "query" ? "document" : "query"] },
      });
    }
  }
  for (const added of foreignPrompts.filter((prompt) => !own.includes(prompt))) {
    mistakes.push({
      name: "prompt-added",
      cause: `it puts ${JSON.stringify(added)} in front of a text, which the model does not`,
      change: { prompt: (known, role) => added + known[role] },
    });
  }
  return mistakes;
}

/** What else is fed to the model beside ids. */
export function embeddingMistakes({ config }: ModelCard): Mistake[] {
  const mistakes: Mistake[] = [];
  if (Number(config["type_vocab_size"] ?? 0) > 1) {
    mistakes.push({
      name: "token-types",
      cause: "tokens are marked as the second segment, where a single text is the first",
      change: { segment: 1 },
    });
  }
  if (config["max_position_embeddings"] !== undefined && config["rope_theta"] === undefined) {
    for (const firstPosition of [1, 2]) {
      mistakes.push({
        name: "position-offset",
        cause: `positions are counted ${firstPosition} too high`,
        change: { firstPosition },
      });
    }
  }
  return mistakes;
}

/**
 * Padding that is not left out.
 * @param when begins every cause: `in a batch `
 */
export function paddingMistakes(tokens: number, when: string): Mistake[] {
  const mistake = (name: string, cause: string, padding: Omit<Padding, "tokens">): Mistake => ({
    name,
    cause: when + cause,
    change: { padding: { ...padding, tokens } },
  });
  return [
    mistake("padding-pooled", "padding is averaged in", { side: "right", attended: false, pooled: true }),
    mistake("mask-ignored", "the attention mask is ignored, so that padding counts as text", {
      side: "right",
      attended: true,
      pooled: true,
    }),
    mistake("mask-ignored", "attention looks at the padding", {
      side: "right",
      attended: true,
      pooled: false,
    }),
    mistake("left-padding", "padding on the left moves the positions of the tokens", {
      side: "left",
      attended: false,
      pooled: false,
    }),
  ];
}
