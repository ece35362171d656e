import { createTokenizer, type ModelCard } from "@isovec/core";
import type { Faults, TokenizerFault } from "./faults.ts";

type Definition = Readonly<Record<string, unknown>>;

const normalizers: Readonly<Partial<Record<TokenizerFault, Definition>>> = {
  "accents-kept": { strip_accents: false },
  "case-kept": { lowercase: false, strip_accents: false },
  "case-kept-accents-stripped": { lowercase: false, strip_accents: true },
  "ideographs-joined": { handle_chinese_chars: false },
  uncleaned: { clean_text: false },
};

/** The model's tokenizer.json with one option of its BERT normalizer or its WordPiece model changed. */
function definitionWith(definition: Definition, { tokenizer, literals }: Faults): Definition {
  const { normalizer, model, added_tokens } = definition as Record<string, Definition>;
  const changed = tokenizer === undefined ? undefined : normalizers[tokenizer];
  return {
    ...definition,
    ...(changed !== undefined && { normalizer: { ...normalizer, ...changed } }),
    ...(tokenizer === "long-words-split" && { model: { ...model, max_input_chars_per_word: 256 } }),
    added_tokens: literals === "as-text" ? [] : added_tokens,
  };
}

function textAs(text: string, { tokenizer, addedPrompt = "", prompt }: Faults, card: ModelCard): string {
  let given = text;
  const own = Object.values(card.prompts).find((known) => known !== "" && text.startsWith(known));
  if (own !== undefined && prompt === "removed") given = text.slice(own.length);
  if (own !== undefined && prompt === "doubled") given = own + text;
  given = addedPrompt + given;
  if (tokenizer === "latin-1") return Buffer.from(given).toString("latin1");
  if (tokenizer !== "accents-unknown") return given;
  return given.replace(/\S+/g, (word) => (/\p{Mn}/u.test(word.normalize("NFD")) ? "[UNK]" : word));
}

/**
 * Text -> ids, with everything that the faults do to them.
 * @returns ids as they are fed
 */
export function brokenTokens(card: ModelCard, faults: Faults): (text: string) => number[] {
  const definition = definitionWith(card.tokenizer.definition, faults);
  // Cut by hand below, so that the cut can be wrong.
  const whole: ModelCard = {
    ...card,
    maxTokens: Number.MAX_SAFE_INTEGER,
    tokenizer: { ...card.tokenizer, definition },
  };
  const tokenizer = createTokenizer(whole);
  const { maxTokens = card.maxTokens, specials, truncation } = faults;
  return (text) => {
    const [first = 0, ...rest] = tokenizer.tokenize(textAs(text, faults, card)).ids;
    const own = rest.slice(0, -1);
    const last = rest.at(-1) ?? 0;
    if (truncation === "loses-closing-token") return [first, ...own, last].slice(0, maxTokens);
    const kept = own.slice(0, maxTokens - 2);
    switch (specials) {
      case "none":
        return kept;
      case "first-only":
        return [first, ...kept];
      case "last-only":
        return [...kept, last];
      case "doubled":
        return [first, first, ...kept, last, last];
      case "first-doubled":
        return [first, first, ...kept, last];
      case "last-doubled":
        return [first, ...kept, last, last];
      default:
        return [first, ...kept, last];
    }
  };
}
