import { keywords } from "./keywords.ts";

/** A piece of code as two rows of the same length. */
export interface Tokens {
  /** Hashes of the tokens as they stand. */
  readonly words: Uint32Array;
  /** The same with every name, number and text replaced by a mark of its kind. */
  readonly shapes: Uint32Array;
}

const hashComments: ReadonlySet<string> = new Set(
  "dockerfile elixir julia makefile nim perl powershell python r ruby shellscript toml yaml".split(" "),
);
const dashComments: ReadonlySet<string> = new Set("haskell lua sql".split(" "));

const slashes = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`;
const token = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\x60(?:[^\x60\\]|\\[\s\S])*\x60|\d[\w.]*|[\p{L}_$@][\p{L}\p{N}_$]*|=>|->|::|[=!<>]=+|&&|\|\||[^\s]`;

/** What a file brings in is alike in all files around it. */
const imports = String.raw`(?<=^|\n)[ \t]*(?:import\b[^;'"\n]*(?:\{[^}]*\}[^;'"\n]*)?(?:["'][^"'\n]*["'])?|from[ \t]+\S+[ \t]+import\b(?:[ \t]*\([^)]*\)|[^\n]*)|#include\b[^\n]*|using[ \t]+[\w.]+;|use[ \t]+[\w:]+[^;\n]*;)`;

function pattern(comment: string): RegExp {
  return new RegExp(`(?<aside>${imports}|${comment})|${token}`, "gu");
}

const bySlash = pattern(slashes);
const byHash = pattern(String.raw`#[^\n]*`);
const byDash = pattern(String.raw`--[^\n]*`);

/** FNV-1a over the UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const [name, number, string] = [hashOf("name"), hashOf("number"), hashOf("string")];
/** Commas and semicolons are a matter of style. */
const style: ReadonlySet<string> = new Set([",", ";"]);

function shapeOf(text: string, hash: number): number {
  const first = text.charCodeAt(0);
  if (first === 34 || first === 39 || first === 96) return text.length > 1 ? string : hash;
  if (first >= 48 && first <= 57) return number;
  if (/^[\p{L}_$@]/u.test(text)) return keywords.has(text) ? hash : name;
  return hash;
}

/** Cuts code into tokens. Imports, comments, white space, commas and semicolons are none. */
export function tokensOf(text: string, language: string): Tokens {
  const search = hashComments.has(language) ? byHash : dashComments.has(language) ? byDash : bySlash;
  const words: number[] = [];
  const shapes: number[] = [];
  for (const match of text.matchAll(search)) {
    const [found] = match;
    if (match.groups?.["aside"] !== undefined || style.has(found)) continue;
    const hash = hashOf(found);
    words.push(hash);
    shapes.push(shapeOf(found, hash));
  }
  return { words: Uint32Array.from(words), shapes: Uint32Array.from(shapes) };
}
