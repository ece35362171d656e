const longestUnit = 64;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isUpper = (code: number): boolean => code >= 65 && code <= 90;
const isLower = (code: number): boolean => code >= 97 && code <= 122;
const isWord = (code: number): boolean => isLower(code) || isUpper(code) || isDigit(code);

/** White space as `\s` has it. */
function isSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code > 127 && /\s/.test(String.fromCharCode(code));
}

/**
 * Tokenizers of BERT's kind first split at white space and punctuation; every punctuation mark is a token. Longer runs
 * are taken in parts, so that they too can be cut, and endless white space counts so that nothing is endless. Read by
 * hand: a regular expression took four times as long, and all code of a workspace is read several times.
 * @returns where the word, the white space or the mark that begins at `start` ends
 */
function endOfUnit(text: string, start: number): number {
  const first = text.charCodeAt(start);
  const belongs = isWord(first) ? isWord : isSpace(first) ? isSpace : undefined;
  if (belongs === undefined) return start + 1;
  const most = Math.min(text.length, start + longestUnit);
  let end = start + 1;
  while (end < most && belongs(text.charCodeAt(end))) end++;
  return end;
}

/**
 * Tokens of a unit by its kind and length. Fitted to the 30,522 WordPieces of the BERT family on Python, C, Perl and
 * TypeScript sources; byte-pair vocabularies made for code need fewer.
 */
function unitTokens(text: string, start: number, end: number): number {
  const length = end - start;
  const first = text.charCodeAt(start);
  if (!isWord(first)) return isSpace(first) && length < longestUnit ? 0 : 1;
  if (length === 1) return 1;
  let digits = 0;
  let uppers = 0;
  let isCamel = false;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) digits++;
    else if (isUpper(code)) {
      // Something before it is in lower case.
      isCamel ||= digits + uppers < at - start;
      uppers++;
    }
  }
  if (digits === length) return length < 4 ? 1.1 : length / 2.2;
  if (digits > 0) return 1 + 0.55 * length;
  if (isCamel) return Math.max(2, length / 3);
  if (uppers === length) return Math.max(1.5, length / 4);
  return 0.9 + 0.09 * length + 0.7 * Math.max(length - 13, 0);
}

/** About how many tokens a text has, without the tokenizer: cutting must not wait for a model to load. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let start = 0; start < text.length; ) {
    const end = endOfUnit(text, start);
    tokens += unitTokens(text, start, end);
    start = end;
  }
  return tokens;
}

/** Where the text that begins at `start` and keeps within a number of tokens ends: at least one word further. */
export function endOfTokens(text: string, start: number, most: number): number {
  let tokens = 0;
  let kept = start;
  for (let at = start; at < text.length; ) {
    const end = endOfUnit(text, at);
    const more = unitTokens(text, at, end);
    tokens += more;
    // White space that nothing follows goes along.
    if (more > 0) {
      if (tokens > most && kept > start) return kept;
      kept = end;
    }
    at = end;
  }
  return text.length;
}
