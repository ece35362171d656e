/** No file of a model comes near: tokenizers nest 8 levels, and the largest vocabularies have a million pairs. */
const deepest = 64;
const mostContainers = 4_000_000;

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** Position after a string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  throw new SyntaxError("a string has no end");
}

/** Whether a colon comes next, so that the string before it was a key. */
function isKey(text: string, end: number): boolean {
  let position = end;
  while (text.charCodeAt(position) <= 0x20) position++;
  return text.charCodeAt(position) === colon;
}

export interface JsonRules {
  /** Refuses an object that says a key twice: readers differ in which of the two counts. */
  readonly uniqueKeys?: boolean;
}

/**
 * JSON from a file that nobody vouches for. Depth and number of objects are counted before anything is built: neither memory
 * nor a recursion over the value can exceed what real models need.
 * @throws Error whose message completes "the file is not usable: …"
 */
export function parseBoundedJson(text: string, rules: JsonRules = {}): unknown {
  let depth = 0;
  let containers = 0;
  const keys: Set<string>[] = [];
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === quote) {
      const end = endOfString(text, position);
      const own = keys[depth - 1];
      if (own !== undefined && isKey(text, end)) {
        const key = String(JSON.parse(text.slice(position, end)));
        if (own.has(key)) throw new SyntaxError(`it says ${JSON.stringify(key.slice(0, 80))} twice`);
        own.add(key);
      }
      position = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      depth++;
      containers++;
      if (depth > deepest) throw new SyntaxError(`it is nested deeper than ${deepest} levels`);
      if (containers > mostContainers) throw new SyntaxError(`it has more than ${mostContainers} objects`);
      if (rules.uniqueKeys === true) keys[depth - 1] = new Set();
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine's own message quotes the file, which may hold anything.
    const [place] = /(?:at position \d+|end of JSON)/.exec(String(error)) ?? [];
    throw new SyntaxError(`it has a syntax error${place === undefined ? "" : ` ${place}`}`);
  }
}

/**
 * Text of a file in UTF-8, exactly.
 * @throws Error whose message completes "the file is not usable: …"
 */
export function decodeText(bytes: Uint8Array): string {
  const start = `${bytes[0]} ${bytes[1]}`;
  if (start === "255 254" || start === "254 255") throw new SyntaxError("it is in UTF-16, not in UTF-8");
  if (start === "239 187") throw new SyntaxError("it begins with a byte order mark");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SyntaxError("it is not in UTF-8");
  }
}
