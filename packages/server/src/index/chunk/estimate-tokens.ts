/** Runs that a tokenizer takes apart further by their length, and everything else, which is a token a character. */
const run: RegExp = /[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*|[0-9]+|[^\sa-zA-Z0-9]/g;

/** Letters a WordPiece vocabulary of 30,000 covers with one token in code, on the cautious side. */
const lettersPerToken = 5;
const digitsPerToken = 2;

/**
 * About how many tokens a text has, without the tokenizer: cutting must not wait for a model to load. Cautious: meant
 * to be too high rather than too low.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [match] of text.matchAll(run)) {
    const code = match.charCodeAt(0);
    if (code >= 48 && code <= 57) tokens += Math.ceil(match.length / digitsPerToken);
    else tokens += Math.ceil(match.length / lettersPerToken);
  }
  return tokens;
}
