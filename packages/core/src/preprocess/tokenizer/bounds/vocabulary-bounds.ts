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

/** Of a token in the model's own vocabulary. */
export type IdOfToken = (token: string) => number | undefined;

function isId(id: unknown): id is number {
  return typeof id === "number" && Number.isInteger(id) && id >= 0 && id < mostIds;
}

function isToken(token: unknown): token is string {
  return typeof token === "string" && token.length <= longestToken;
}

/** @returns it, when it is an id. @throws Error that completes "its …" */
export function boundedId(key: string, id: unknown): number {
  if (isId(id)) return id;
  throw new Error(
    `its ${key} is ${String(JSON.stringify(id)).slice(0, 40)}, not an id from 0 to ${mostIds - 1}`,
  );
}

/** @returns it, when it is a token. @throws Error that completes "its …" */
export function boundedToken(key: string, token: unknown): string {
  if (isToken(token)) return token;
  if (typeof token !== "string") throw new Error(`its ${key} has a token that is not a string`);
  throw new Error(`its ${key} has a token of ${token.length} characters, more than ${longestToken}`);
}

function assertSize(key: string, count: number): void {
  if (count === 0) throw new Error(`its ${key} is empty`);
  if (count > mostTokens) throw new Error(`its ${key} has ${count} entries, more than ${mostTokens}`);
}

function assertUnits(key: string, units: number): void {
  if (units > mostUnits) throw new Error(`its ${key} has ${units} characters, more than ${mostUnits}`);
}

/** An object of tokens and their ids. Every load goes through it: keys are spelt out only where one is at fault. */
function readVocabulary(vocab: unknown): IdOfToken {
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab))
    throw new Error("its model.vocab is not an object of tokens and ids");
  const ids = vocab as Values;
  const tokens = Object.keys(ids);
  assertSize("model.vocab", tokens.length);
  const inOrder = new Int32Array(tokens.length);
  let units = 0;
  for (const [index, token] of tokens.entries()) {
    const id = ids[token];
    if (!isToken(token)) boundedToken("model.vocab", token);
    inOrder[index] = isId(id) ? id : boundedId(`model.vocab[${JSON.stringify(token.slice(0, 40))}]`, id);
    units += token.length;
  }
  assertUnits("model.vocab", units);
  const seen = new Uint8Array(inOrder.reduce((largest, id) => Math.max(largest, id), 0) + 1);
  for (const id of inOrder) {
    if (seen[id] === 1) {
      const holders = tokens.filter((other) => ids[other] === id).map((other) => JSON.stringify(other));
      throw new Error(`its model.vocab has id ${id} twice: ${holders.slice(0, 2).join(" and ")}`);
    }
    seen[id] = 1;
  }
  return (token) => (Object.hasOwn(ids, token) ? (ids[token] as number) : undefined);
}

function assertKnown(key: string, token: unknown, idOf: IdOfToken): void {
  if (token === undefined || token === null) return;
  if (idOf(boundedToken(key, token)) !== undefined) return;
  throw new Error(`its ${key} ${JSON.stringify(token)} is not in model.vocab`);
}

/** Both halves of a merge, whose result is a token too. */
function assertMerges(model: Values, idOf: IdOfToken): void {
  const { merges, continuing_subword_prefix } = model;
  if (!Array.isArray(merges)) throw new Error("its model.merges is not a list");
  if (merges.length > mostTokens)
    throw new Error(`its model.merges has ${merges.length} entries, more than ${mostTokens}`);
  const prefix = typeof continuing_subword_prefix === "string" ? continuing_subword_prefix.length : 0;
  for (const [rank, merge] of merges.entries()) {
    const halves: unknown = typeof merge === "string" ? merge.split(" ") : merge;
    const [left, right]: readonly unknown[] = Array.isArray(halves) ? halves : [];
    if (!isToken(left) || !isToken(right)) {
      boundedToken(`model.merges[${rank}]`, isToken(left) ? right : left);
      continue;
    }
    const known = [left, right, left + right.slice(prefix)].every((token) => idOf(token) !== undefined);
    if (!known) throw new Error(`its model.merges[${rank}] makes a token that is not in model.vocab`);
  }
}

function assertAffixes(model: Values, keys: readonly string[]): void {
  for (const key of keys) {
    const affix = model[key] ?? "";
    if (typeof affix !== "string" || affix.length > 16)
      throw new Error(`its model.${key} is not a string of at most 16 characters`);
  }
}

function assertWordPiece(model: Values): IdOfToken {
  const idOf = readVocabulary(model["vocab"]);
  assertKnown("model.unk_token", model["unk_token"], idOf);
  assertAffixes(model, ["continuing_subword_prefix"]);
  const longest = model["max_input_chars_per_word"] ?? 100;
  if (typeof longest === "number" && Number.isInteger(longest) && longest > 0 && longest <= longestWord)
    return idOf;
  throw new Error(`its model.max_input_chars_per_word is not an integer from 1 to ${longestWord}`);
}

function assertBpe(model: Values): IdOfToken {
  const idOf = readVocabulary(model["vocab"]);
  assertKnown("model.unk_token", model["unk_token"], idOf);
  assertAffixes(model, ["continuing_subword_prefix", "end_of_word_suffix", "continuing_subword_suffix"]);
  assertMerges(model, idOf);
  return idOf;
}

function assertUnigram({ vocab, unk_id }: Values): IdOfToken {
  if (!Array.isArray(vocab)) throw new Error("its model.vocab is not a list of pieces and scores");
  assertSize("model.vocab", vocab.length);
  if (boundedId("model.unk_id", unk_id ?? 0) >= vocab.length)
    throw new Error(`its model.unk_id is ${unk_id}, but model.vocab has ${vocab.length} entries`);
  let units = 0;
  for (const [id, entry] of vocab.entries()) {
    const [piece, score]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (!isToken(piece)) units += boundedToken(`model.vocab[${id}]`, piece).length;
    else units += piece.length;
    if (typeof score !== "number" || !Number.isFinite(score))
      throw new Error(`its model.vocab[${id}] has no score that is a number`);
  }
  assertUnits("model.vocab", units);
  // Asked for added tokens only, of which a Unigram has few or none.
  let ids: Map<unknown, number> | undefined;
  return (token) => {
    ids ??= new Map(vocab.map(([piece]: readonly unknown[], id) => [piece, id]));
    return ids.get(token);
  };
}

/** Old files do not say it; HuggingFace's tokenizers then tell it from the keys. */
function typeOf({ type, vocab, merges }: Values): unknown {
  return type ?? (Array.isArray(vocab) ? "Unigram" : merges === undefined ? "WordPiece" : "BPE");
}

/**
 * The `model` of tokenizer.json.
 * @throws Error that completes "its …"
 */
export function assertVocabulary(model: Values): IdOfToken {
  const type = typeOf(model);
  if (type === "WordPiece") return assertWordPiece(model);
  if (type === "BPE") return assertBpe(model);
  if (type === "Unigram") return assertUnigram(model);
  throw new Error(
    `its model.type ${String(JSON.stringify(type)).slice(0, 40)} is unknown (known: BPE, Unigram, WordPiece)`,
  );
}
