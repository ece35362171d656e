const longest = 200;

/** Control and formatting characters, among them the ones that turn the direction of text around. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/** A text from outside made fit for an error message: one line, no control characters, at most 200 characters. */
export function printable(text: string): string {
  const line = text
    .slice(0, 8 * longest)
    .replace(unprintable, " ")
    .replace(/\s+/g, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

function fieldOf(value: unknown, ...keys: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return keys.map((key) => (value as Record<string, unknown>)[key]).find((found) => found !== undefined);
}

/**
 * What a server says of its failure: the text in the shapes that the four APIs and FastAPI use, otherwise the whole body.
 * @param body possibly cut
 */
export function serverMessage(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return printable(body);
  }
  const said = fieldOf(value, "error", "message", "detail") ?? value;
  const text = typeof said === "string" ? said : (fieldOf(said, "message") ?? JSON.stringify(said));
  return printable(typeof text === "string" ? text : JSON.stringify(text));
}
