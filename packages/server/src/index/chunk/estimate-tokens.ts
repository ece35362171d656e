/**
 * Tokenizers of BERT's kind first split at white space and punctuation; every punctuation mark is a token. Longer runs
 * are taken in parts, so that they too can be cut, and endless white space counts so that nothing is endless.
 */
const unit: RegExp = /[A-Za-z0-9]{1,64}|[^\sA-Za-z0-9]|\s{64}/g;

/**
 * Tokens of a word by its kind and length. Fitted to the 30,522 WordPieces of the BERT family on Python, C, Perl and
 * TypeScript sources; byte-pair vocabularies made for code need fewer.
 */
function wordTokens(word: string): number {
  const { length } = word;
  if (length === 1 || /^\s/.test(word)) return 1;
  if (/^\d+$/.test(word)) return length < 4 ? 1.1 : length / 2.2;
  if (/\d/.test(word)) return 1 + 0.55 * length;
  if (/[a-z].*[A-Z]/.test(word)) return Math.max(2, length / 3);
  if (/^[A-Z]+$/.test(word)) return Math.max(1.5, length / 4);
  return 0.9 + 0.09 * length + 0.7 * Math.max(length - 13, 0);
}

/** About how many tokens a text has, without the tokenizer: cutting must not wait for a model to load. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [word] of text.matchAll(unit)) tokens += wordTokens(word);
  return tokens;
}

/** Where the text that begins at `start` and keeps within a number of tokens ends: at least one word further. */
export function endOfTokens(text: string, start: number, most: number): number {
  const next = new RegExp(unit);
  next.lastIndex = start;
  let end = start;
  let tokens = 0;
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    tokens += wordTokens(match[0]);
    if (tokens > most && end > start) return end;
    end = next.lastIndex;
  }
  return text.length;
}
