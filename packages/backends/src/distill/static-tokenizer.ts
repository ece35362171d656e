type JsonObject = Readonly<Record<string, unknown>>;

/** Where an identifier's words meet: `getHTTPResponse` is `get HTTP Response`. */
const wordBorders: readonly string[] = ["(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})", "(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})"];

/**
 * The checkpoint's tokenizer for a table of its tokens: identifiers are split into words first, and nothing is put
 * around a text.
 */
export function staticTokenizer(definition: JsonObject): JsonObject {
  const own = definition["normalizer"];
  const splits = wordBorders.map((border) => ({ type: "Replace", pattern: { Regex: border }, content: " " }));
  const normalizers = own === null || own === undefined ? splits : [...splits, own];
  return {
    ...definition,
    truncation: null,
    padding: null,
    normalizer: { type: "Sequence", normalizers },
    post_processor: null,
  };
}
