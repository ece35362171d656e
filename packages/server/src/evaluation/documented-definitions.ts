import { declaredNames } from "../index/chunk/declared-names.ts";
import { leadingLine } from "../index/chunk/structure/leading-lines.ts";

/** A definition that says in words what it does. Lines are 0-based, the last one included. */
export interface DocumentedDefinition {
  /** The first sentence of its documentation. */
  readonly sentence: string;
  /** The lines that only document. */
  readonly documentation: { readonly first: number; readonly last: number };
  /** The line that defines. */
  readonly head: number;
}

const fewestWords = 4;
const mostWords = 40;

/** What stands above code and describes none of it. */
const noDescription: RegExp =
  /copyright|licen[cs]e|\btodo\b|eslint|noqa|noinspection|@deprecated|generated|coding[:=]|^\s*(?:see|note|fixme)\b/i;

const marks: RegExp =
  /^\s*(?:\/\*+!?|\*+(?!\/)|\/\/[/!]?|#+|--+|;+|[rubf]*"""|[rubf]*''')\s?|\s*(?:\*\/|"""|''')\s*$/gi;

/** The first sentence of a comment, without marks, tags and markup. */
function firstSentence(lines: readonly string[]): string | undefined {
  const words: string[] = [];
  for (const line of lines) {
    const text = line.replace(marks, "").replace(marks, "").trim();
    if (text === "" && words.length > 0) break;
    if (/^@\w|^:\w+|^[-=~]{3,}/.test(text)) break;
    if (text !== "") words.push(text);
  }
  const [sentence = ""] = words.join(" ").split(/(?<=[.!?])\s/);
  const plain = sentence
    .replace(/\{@\w+\s+([^}]*)\}/g, "$1")
    .replace(/<[^>]+>|[`*_]{1,3}/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const count = plain.split(" ").length;
  if (count < fewestWords || count > mostWords || noDescription.test(plain)) return undefined;
  return plain;
}

const comment: RegExp = /^\s*(?:\/\*|\*|\/\/|#(?!\[|!)|--|;)/;
const string: RegExp = /^\s*[rubf]*(?:"""|''')/i;

/** A string below the head, as Python has it. */
function documentationBelow(
  lines: readonly string[],
  head: number,
): { first: number; last: number } | undefined {
  let first = head + 1;
  // Parameters may go on for some lines.
  while (first < head + 12 && !/:\s*(?:#.*)?$/.test(lines[first - 1] ?? "")) first++;
  const line = lines[first] ?? "";
  if (!string.test(line)) return undefined;
  const quotes = line.includes('"""') ? '"""' : "'''";
  if (line.indexOf(quotes) !== line.lastIndexOf(quotes)) return { first, last: first };
  for (let last = first + 1; last < lines.length; last++) {
    if (lines[last]?.includes(quotes)) return { first, last };
  }
  return undefined;
}

function documentationAbove(
  lines: readonly string[],
  language: string,
  head: number,
): { first: number; last: number } | undefined {
  const first = leadingLine(lines, language, head);
  let last = first;
  while (last < head && comment.test(lines[last] ?? "")) last++;
  return last === first ? undefined : { first, last: last - 1 };
}

/** Definitions with a comment directly above them, or a string directly below. */
export function documentedDefinitions(text: string, language: string): DocumentedDefinition[] {
  const lines = text.split(/\r?\n/);
  const found: DocumentedDefinition[] = [];
  for (const [head, line] of lines.entries()) {
    if (comment.test(line)) continue;
    // Where functions have no keyword a documenting comment shows them.
    const isDefinition =
      declaredNames(line).length > 0 || (/\w\s*\(/.test(line) && /\*\/\s*$/.test(lines[head - 1] ?? ""));
    if (!isDefinition) continue;
    const documentation =
      language === "python" ? documentationBelow(lines, head) : documentationAbove(lines, language, head);
    if (documentation === undefined) continue;
    const sentence = firstSentence(lines.slice(documentation.first, documentation.last + 1));
    if (sentence !== undefined) found.push({ sentence, documentation, head });
  }
  return found;
}

/** The text with the documentation blanked out: lines keep their numbers. */
export function withoutDocumentation(text: string, definitions: readonly DocumentedDefinition[]): string {
  const lines = text.split(/\r?\n/);
  for (const { documentation } of definitions) {
    for (let line = documentation.first; line <= documentation.last; line++) lines[line] = "";
  }
  return lines.join("\n");
}
