type Values = Readonly<Record<string, unknown>>;

/** In UTF-16 units; the longest published token has 256. */
export const longestToken = 1024;
/** Published vocabularies have up to 262,144 tokens, and merges twice that. */
const mostTokens = 2_000_000;
/** Of all tokens together, in UTF-16 units: the trees over them take some 40 bytes each. */
const mostUnits = 16_000_000;
/** Time for a word grows with its cube. Every published WordPiece has 100. */
const longestWord = 256;

/** Holes are allowed: whether an id fits the model is a question of its two files, not of this one. */
const mostIds = 16_777_216;

/** @returns it, when it is an id. @throws Error that completes "its …" */
export function boundedId(key: string, id: unknown): number {
  if (typeof id === "number" && Number.isInteger(id) && id >= 0 && id < mostIds) return id;
  throw new Error(
    `its ${key} is ${String(JSON.stringify(id)).slice(0, 40)}, not an id from 0 to ${mostIds - 1}`,
  );
}

/** @returns it, when it is a token. @throws Error that completes "its …" */
export function boundedToken(key: string, token: unknown): string {
  if (typeof token !== "string") throw new Error(`its ${key} has a token that is not a string`);
  if (token.length <= longestToken) return token;
  throw new Error(`its ${key} has a token of ${token.length} characters, more than ${longestToken}`);
}

function assertSize(key: string, count: number): void {
  if (count === 0) throw new Error(`its ${key} is empty`);
  if (count > mostTokens) throw new Error(`its ${key} has ${count} entries, more than ${mostTokens}`);
}

function assertUnits(key: string, tokens: Iterable<string>): void {
  let units = 0;
  for (const token of tokens) units += token.length;
  if (units > mostUnits) throw new Error(`its ${key} has ${units} characters, more than ${mostUnits}`);
}

/** Token -> id. */
function readVocabulary(vocab: unknown): Map<string, number> {
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab))
    throw new Error("its model.vocab is not an object of tokens and ids");
  const entries = Object.entries(vocab);
  assertSize("model.vocab", entries.length);
  const holders = new Map<number, string>();
  const ids = new Map<string, number>();
  for (const [token, value] of entries) {
    boundedToken("model.vocab", token);
    const id = boundedId(`model.vocab[${JSON.stringify(token.slice(0, 40))}]`, value);
    const holder = holders.get(id);
    if (holder !== undefined)
      throw new Error(
        `its model.vocab has id ${id} twice: ${JSON.stringify(holder)} and ${JSON.stringify(token)}`,
      );
    holders.set(id, token);
    ids.set(token, id);
  }
  assertUnits("model.vocab", ids.keys());
  return ids;
}

function assertKnown(key: string, token: unknown, ids: ReadonlyMap<string, number>): void {
  if (token === undefined || token === null) return;
  if (ids.has(boundedToken(key, token))) return;
  throw new Error(`its ${key} ${JSON.stringify(token)} is not in model.vocab`);
}

/** Both halves of a merge, whose result is a token too. */
function assertMerges(model: Values, ids: ReadonlyMap<string, number>): void {
  const { merges, continuing_subword_prefix } = model;
  if (!Array.isArray(merges)) throw new Error("its model.merges is not a list");
  if (merges.length > mostTokens)
    throw new Error(`its model.merges has ${merges.length} entries, more than ${mostTokens}`);
  const prefix = typeof continuing_subword_prefix === "string" ? continuing_subword_prefix.length : 0;
  for (const [rank, merge] of merges.entries()) {
    const halves: unknown = typeof merge === "string" ? merge.split(" ") : merge;
    const [first, second]: readonly unknown[] = Array.isArray(halves) ? halves : [];
    const [left, right] = [
      boundedToken(`model.merges[${rank}]`, first),
      boundedToken(`model.merges[${rank}]`, second),
    ];
    if (ids.has(left) && ids.has(right) && ids.has(left + right.slice(prefix))) continue;
    throw new Error(`its model.merges[${rank}] makes a token that is not in model.vocab`);
  }
}

function assertAffixes(model: Values, keys: readonly string[]): void {
  for (const key of keys) {
    const affix = model[key] ?? "";
    if (typeof affix !== "string" || affix.length > 16)
      throw new Error(`its model.${key} is not a string of at most 16 characters`);
  }
}

function assertWordPiece(model: Values): ReadonlyMap<string, number> {
  const ids = readVocabulary(model["vocab"]);
  assertKnown("model.unk_token", model["unk_token"], ids);
  assertAffixes(model, ["continuing_subword_prefix"]);
  const longest = model["max_input_chars_per_word"] ?? 100;
  if (typeof longest === "number" && Number.isInteger(longest) && longest > 0 && longest <= longestWord)
    return ids;
  throw new Error(`its model.max_input_chars_per_word is not an integer from 1 to ${longestWord}`);
}

function assertBpe(model: Values): ReadonlyMap<string, number> {
  const ids = readVocabulary(model["vocab"]);
  assertKnown("model.unk_token", model["unk_token"], ids);
  assertAffixes(model, ["continuing_subword_prefix", "end_of_word_suffix", "continuing_subword_suffix"]);
  assertMerges(model, ids);
  return ids;
}

function assertUnigram({ vocab, unk_id }: Values): ReadonlyMap<string, number> {
  if (!Array.isArray(vocab)) throw new Error("its model.vocab is not a list of pieces and scores");
  assertSize("model.vocab", vocab.length);
  if (boundedId("model.unk_id", unk_id ?? 0) >= vocab.length)
    throw new Error(`its model.unk_id is ${unk_id}, but model.vocab has ${vocab.length} entries`);
  const ids = new Map<string, number>();
  for (const [id, entry] of vocab.entries()) {
    const [piece, score]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    ids.set(boundedToken(`model.vocab[${id}]`, piece), id);
    if (typeof score !== "number" || !Number.isFinite(score))
      throw new Error(`its model.vocab[${id}] has no score that is a number`);
  }
  assertUnits("model.vocab", ids.keys());
  return ids;
}

/** Old files do not say it; HuggingFace's tokenizers then tell it from the keys. */
function typeOf({ type, vocab, merges }: Values): unknown {
  return type ?? (Array.isArray(vocab) ? "Unigram" : merges === undefined ? "WordPiece" : "BPE");
}

/**
 * The `model` of tokenizer.json.
 * @returns token -> id
 * @throws Error that completes "its …"
 */
export function assertVocabulary(model: Values): ReadonlyMap<string, number> {
  const type = typeOf(model);
  if (type === "WordPiece") return assertWordPiece(model);
  if (type === "BPE") return assertBpe(model);
  if (type === "Unigram") return assertUnigram(model);
  throw new Error(
    `its model.type ${String(JSON.stringify(type)).slice(0, 40)} is unknown (known: BPE, Unigram, WordPiece)`,
  );
}
