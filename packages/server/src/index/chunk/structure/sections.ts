import { leadingLine } from "./leading-lines.ts";
import { type Found, nestRegions, type Region } from "./region.ts";

interface SectionRule {
  /** Matches the line that begins a section; the first group that is there is its name. */
  readonly head: RegExp;
  /** How deep a section lies, 1 at the outside; a section ends before the next one that lies as deep or less deep. */
  readonly depth?: (match: RegExpExecArray) => number;
  /** Lines between two of these hold no heads. */
  readonly fence?: RegExp;
}

const sql: RegExp =
  /^\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+|materialized\s+)*(?:table|view|index|function|procedure|trigger|type|schema|sequence|domain|policy)\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?["`[]?([\w.]+)|^(?:insert|update|delete|select|with|alter|drop|grant)\b/i;
const ocaml: RegExp =
  /^(?:let(?:\s+rec)?|and|module(?:\s+type|\s+rec)?|type(?:\s+nonrec)?|class(?:\s+type)?|exception|external|val)\s+(?:%\w+\s+)?(?:(?:'\w+|\([^)]*\)|[+-]?'\w+)\s+)?([\w']+)/;

/** Languages whose outline their lines show, or for which no prebuilt grammar is kept well. */
const rules: Readonly<Record<string, SectionRule>> = {
  markdown: {
    head: /^(#{1,6})\s+(.+?)\s*#*\s*$/,
    depth: ([, marks = ""]) => marks.length,
    fence: /^\s*(?:```|~~~)/,
  },
  yaml: { head: /^(?:- )?["']?([\w./-]+)["']?\s*:(?:\s|$)/ },
  toml: { head: /^\[\[?\s*([^\]]+?)\s*\]\]?/ },
  sql: { head: sql },
  ocaml: { head: ocaml },
};

const aliases: Readonly<Record<string, string>> = { mdx: "markdown" };

export function hasSections(language: string): boolean {
  return Object.hasOwn(rules, aliases[language] ?? language);
}

/** The sections of a text in a language that `hasSections`. */
export function sectionsOf(language: string, lines: readonly string[]): Region[] {
  const rule = rules[aliases[language] ?? language];
  if (rule === undefined) return [];
  const heads: { head: number; depth: number; name: string }[] = [];
  let isFenced = false;
  for (const [head, line] of lines.entries()) {
    if (rule.fence?.test(line)) isFenced = !isFenced;
    const match = isFenced ? null : rule.head.exec(line);
    if (match === null) continue;
    const depth = rule.depth?.(match) ?? 1;
    heads.push({ head, depth, name: (rule.depth === undefined ? match[1] : match[2]) ?? "" });
  }
  const found: Found[] = [];
  const open: { first: number; head: number; depth: number; name: string }[] = [];
  const close = (depth: number, last: number): void => {
    for (let top = open.at(-1); top !== undefined && top.depth >= depth; top = open.at(-1)) {
      open.pop();
      found.push({ first: top.first, last: Math.max(last, top.head), head: top.head, name: top.name });
    }
  };
  let lowest = 0;
  for (const section of heads) {
    const first =
      rule.depth === undefined ? leadingLine(lines, language, section.head, lowest) : section.head;
    close(section.depth, first - 1);
    open.push({ ...section, first });
    lowest = section.head + 1;
  }
  close(0, lines.length - 1);
  return nestRegions(found);
}
