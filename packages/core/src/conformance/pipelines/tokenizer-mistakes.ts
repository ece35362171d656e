import type { ModelCard } from "../../model/model-card.ts";
import type { Mistake } from "./pipeline.ts";

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withDefinition(card: ModelCard, change: (definition: Json) => Json): ModelCard {
  return { ...card, tokenizer: { ...card.tokenizer, definition: change(card.tokenizer.definition) } };
}

/** Options of the first part of this type in a normalizer, which may be a sequence, replaced. */
function withPart(part: unknown, type: string, options: Json): unknown {
  if (!isObject(part)) return part;
  if (part["type"] === type) return { ...part, ...options };
  const { normalizers } = part as { readonly normalizers?: readonly unknown[] };
  if (normalizers === undefined) return part;
  return { ...part, normalizers: normalizers.map((inner) => withPart(inner, type, options)) };
}

function hasPart(part: unknown, type: string): boolean {
  if (!isObject(part)) return false;
  const { normalizers = [] } = part as { readonly normalizers?: readonly unknown[] };
  return part["type"] === type || normalizers.some((inner) => hasPart(inner, type));
}

/** Options of BERT's normalizer that servers have had wrong. */
function bertMistakes({ tokenizer: { definition } }: ModelCard): Mistake[] {
  if (!hasPart(definition["normalizer"], "BertNormalizer")) return [];
  const mistake = (name: string, cause: string, options: Json): Mistake => ({
    name,
    cause,
    change: {
      tokenizerOf: (card) =>
        withDefinition(card, (own) => ({
          ...own,
          normalizer: withPart(own["normalizer"], "BertNormalizer", options),
        })),
    },
  });
  return [
    mistake("accents-kept", "its tokenizer keeps accents, which the model's strips", {
      strip_accents: false,
    }),
    mistake("case-kept", "its tokenizer keeps capital letters and accents, which the model's does not", {
      lowercase: false,
      strip_accents: false,
    }),
    mistake("case-kept", "its tokenizer keeps capital letters, which the model's does not", {
      lowercase: false,
      strip_accents: true,
    }),
    mistake("accents-stripped", "its tokenizer strips accents, which the model's keeps", {
      strip_accents: true,
    }),
    mistake("case-lost", "its tokenizer makes capital letters small, which the model's keeps", {
      lowercase: true,
      strip_accents: false,
    }),
    mistake("ideographs-joined", "its tokenizer does not split Chinese text into characters", {
      handle_chinese_chars: false,
    }),
    mistake("text-not-cleaned", "its tokenizer does not remove control characters", { clean_text: false }),
  ];
}

/** The longest word that a tokenizer.json may ask for (preprocess/tokenizer/bounds). */
const mostCharacters = 256;

function wordPieceMistakes({ tokenizer: { definition } }: ModelCard): Mistake[] {
  const { model } = definition as { readonly model?: Json };
  if (model?.["type"] !== "WordPiece") return [];
  return [
    {
      name: "long-words-split",
      cause: "its tokenizer splits words of more than 100 characters, which the model reads as unknown",
      change: {
        tokenizerOf: (card) =>
          withDefinition(card, (own) => ({
            ...own,
            model: { ...model, max_input_chars_per_word: mostCharacters },
          })),
      },
    },
  ];
}

interface AddedToken {
  readonly content: string;
}

/** `[SEP]` in a text read as letters. Only where every such token is in the vocabulary besides. */
function literalMistakes({ tokenizer: { definition } }: ModelCard): Mistake[] {
  const { model, added_tokens = [] } = definition as {
    readonly model?: Json;
    readonly added_tokens?: readonly AddedToken[];
  };
  const vocabulary = model?.["vocab"];
  if (!isObject(vocabulary) || added_tokens.some(({ content }) => !(content in vocabulary))) return [];
  return [
    {
      name: "literals-as-text",
      cause: "the name of a special token in a text is read as letters, where the model reads the token",
      change: { tokenizerOf: (card) => withDefinition(card, (own) => ({ ...own, added_tokens: [] })) },
    },
  ];
}

function bytesAsCharacters(text: string): string {
  return Array.from(new TextEncoder().encode(text.toWellFormed()), (byte) => String.fromCharCode(byte)).join(
    "",
  );
}

const accented = /\p{Mn}/u;

/** What may be done to a text before any tokenizer sees it. */
function rewritingMistakes({ tokenizer: { definition } }: ModelCard): Mistake[] {
  const { model } = definition as { readonly model?: Json };
  const unknown = model?.["unk_token"];
  const mistakes: Mistake[] = [
    {
      name: "encoding",
      cause: "it reads UTF-8 as Latin-1",
      change: { rewritten: bytesAsCharacters },
    },
    {
      name: "case-lost",
      cause: "it makes a text's letters small, which the model does not",
      change: { rewritten: (text) => text.toLowerCase() },
    },
    {
      name: "spaces-stripped",
      cause: "it strips spaces and line ends around a text, which the model reads",
      change: { rewritten: (text) => text.trim() },
    },
    {
      name: "non-ascii-dropped",
      cause: "it drops characters that are not ASCII",
      change: { rewritten: (text) => text.replace(/[^\0-\x7F]/g, "") },
    },
  ];
  if (typeof unknown === "string") {
    mistakes.push({
      name: "accents-unknown",
      cause: "words with accents are unknown to its tokenizer, which the model's knows",
      change: {
        rewritten: (text) =>
          text.replace(/\S+/g, (word) => (accented.test(word.normalize("NFD")) ? unknown : word)),
      },
    });
  }
  return mistakes;
}

/** What servers have been seen to do to a text's own tokens. A mistake that changes no text has no effect. */
export function tokenizerMistakes(card: ModelCard): Mistake[] {
  return [
    ...bertMistakes(card),
    ...wordPieceMistakes(card),
    ...literalMistakes(card),
    ...rewritingMistakes(card),
  ];
}
