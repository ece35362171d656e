import { RefusedRequest, wrongParameter } from "../refusal.ts";

/** One request's texts; a client that has more sends more requests. */
export const mostTexts = 2048;

/** A text is tokenized in one piece, during which nobody else is answered: 0.1 s for prose, 5 s for the worst we know. */
const mostCharacters = 2 ** 18;

/** What is to be embedded: texts, or lists of token ids. */
export type Inputs =
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  | { readonly kind: "ids"; readonly lists: readonly (readonly number[])[] };

type Kind = "a text" | "a token id" | "a list of token ids" | "something else";

function kindOf(value: unknown): Kind {
  if (typeof value === "string") return "a text";
  if (typeof value === "number") return "a token id";
  return Array.isArray(value) ? "a list of token ids" : "something else";
}

function assertIds(list: unknown, key: string): asserts list is number[] {
  const wrong = (list as unknown[]).findIndex((id) => !Number.isInteger(id));
  if (wrong < 0) return;
  throw wrongParameter(key.replace(/\[.*/, ""), `${key}[${wrong}] is no token id, which is a whole number.`);
}

function assertTexts(texts: readonly string[], key: (at: number) => string): void {
  const large = texts.findIndex((text) => text.length > mostCharacters);
  if (large < 0) return;
  const [name, { length = 0 } = ""] = [key(large), texts[large]];
  throw wrongParameter(
    name.replace(/\[.*/, ""),
    `${name} has ${length} characters; a text may have ${mostCharacters}. Cut it: models take a small part of that.`,
  );
}

/**
 * A text, a list of texts, the token ids of a text, or a list of those.
 * @param key under which it stands, for the error
 * @throws RefusedRequest
 */
export function readInputs(value: unknown, key: string): Inputs {
  if (value === undefined) throw wrongParameter(key, `${key} is missing. It is a text, or a list of texts.`);
  if (typeof value === "string") {
    assertTexts([value], () => key);
    return { kind: "texts", texts: [value] };
  }
  if (!Array.isArray(value))
    throw wrongParameter(key, `${key} is neither a text nor a list of texts or token ids.`);
  const kind = kindOf(value[0]);
  if (value.length === 0) throw wrongParameter(key, `${key} is empty. Send one text at least.`);
  const other = value.findIndex((entry) => kindOf(entry) !== kind);
  if (kind === "something else" || other >= 0) {
    const at = Math.max(0, other);
    throw wrongParameter(
      key,
      `${key}[${at}] is ${kindOf(value[at])}${at === 0 ? "" : `, and ${key}[0] is ${kind}`}. Send texts, or token ids.`,
    );
  }
  if (kind === "a token id") {
    assertIds(value, key);
    return { kind: "ids", lists: [value] };
  }
  if (value.length > mostTexts)
    throw wrongParameter(key, `${key} has ${value.length} entries; one request may have ${mostTexts}.`);
  if (kind === "a text") {
    assertTexts(value as string[], (at) => `${key}[${at}]`);
    return { kind: "texts", texts: value as string[] };
  }
  const lists = value as unknown[];
  for (const [at, list] of lists.entries()) assertIds(list, `${key}[${at}]`);
  return { kind: "ids", lists: lists as number[][] };
}

/** @throws RefusedRequest where the body is no object */
export function readObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === "object" && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new RefusedRequest({ status: 400, message: "The body is no JSON object." });
}
