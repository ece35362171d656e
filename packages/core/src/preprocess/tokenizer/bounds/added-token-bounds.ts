import { boundedId, boundedToken, type IdOfToken } from "./vocabulary-bounds.ts";

/** Published tokenizers add up to some 7,000. */
const mostAdded = 65_536;
/** Of all of them together, in UTF-16 units: each may take a node of the tree that finds them. */
const mostUnits = 500_000;

/**
 * The `added_tokens` of tokenizer.json.
 * @param idOf of the model's own vocabulary
 * @throws Error that completes "its …"
 */
export function assertAddedTokens(tokens: unknown, idOf: IdOfToken): void {
  if (!Array.isArray(tokens)) throw new Error("its added_tokens is not a list");
  if (tokens.length > mostAdded)
    throw new Error(`its added_tokens has ${tokens.length} entries, more than ${mostAdded}`);
  const contents = new Map<number, string>();
  let units = 0;
  for (const [index, token] of tokens.entries()) {
    const key = `added_tokens[${index}]`;
    const { content, id } = (token ?? {}) as Readonly<Record<string, unknown>>;
    const text = boundedToken(`${key}.content`, content);
    const number = boundedId(`${key}.id`, id);
    const own = idOf(text) ?? number;
    if (own !== number)
      throw new Error(`its ${key}.id is ${number}, but model.vocab has that token as ${own}`);
    const other = contents.get(number) ?? text;
    if (other !== text)
      throw new Error(`its ${key}.id ${number} is ${JSON.stringify(other.slice(0, 40))} too`);
    contents.set(number, text);
    units += text.length;
  }
  if (units > mostUnits) throw new Error(`its added_tokens has ${units} characters, more than ${mostUnits}`);
}
