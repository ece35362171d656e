import { IsovecError } from "@isovec/core";
import { RE2JS } from "re2js";
import { languageNamed, languageNames } from "../discover/language.ts";
import { type ChunkKind, chunkKinds } from "./chunk-kind.ts";

/**
 * What a chunk must have, or must not. Patterns are RE2's: JavaScript's own backtrack without end on some texts, and
 * nothing could stop one.
 */
export type Filter = { readonly negated: boolean } & (
  | { readonly key: "lang"; readonly language: string }
  | { readonly key: "path"; readonly pattern: RE2JS }
  | { readonly key: "kind"; readonly kind: ChunkKind }
  | { readonly key: "symbol"; readonly name: string }
  | { readonly key: "phrase"; readonly text: string }
  | { readonly key: "regex"; readonly pattern: RE2JS }
);

/** Equal for filters that let the same through. */
export function filterKey(filter: Filter): string {
  if (filter.key !== "path" && filter.key !== "regex") return JSON.stringify(filter);
  const { key, negated, pattern } = filter;
  return JSON.stringify([key, negated, pattern.flags(), pattern.pattern()]);
}

export interface ParsedQuery {
  /** What is looked for by words and by meaning; empty where there are filters only. */
  readonly text: string;
  readonly filters: readonly Filter[];
}

export const filterKeys = ["lang", "path", "kind", "symbol"] as const;
type FilterKey = (typeof filterKeys)[number];

/** A value may be quoted; an expression ends with a slash before white space. */
const token: RegExp =
  /(?<minus>-?)(?:(?<key>[a-z]+):(?:"(?<quoted>[^"]*)"|(?<plain>[^\s"]*))|"(?<phrase>[^"]+)"|\/(?<regex>(?:[^/\\]|\\.|\/(?=\S))+)\/(?<flags>i?)(?=\s|$))(?=\s|$)|\S+/gu;

const longestPattern = 200;

function refuse(said: string, why: string, remedy: string): never {
  throw new IsovecError("InputInvalid", `${said}: ${why}.`, { remedy });
}

function tooLong(said: string): never {
  return refuse(said, `it is longer than ${longestPattern} characters`, "Shorten it.");
}

/**
 * `src/*.ts` is taken from the beginning, with `*` within a folder and `**` over them; `*.ts` in any folder, as git and
 * ripgrep have it; `{a,b}` is either; other text anywhere in the path.
 */
function pathPattern(value: string): RE2JS {
  const literal = value.replace(/\*\*\/?|[*?]|[.+^${}()|[\]\\]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : `\\${part}`;
  });
  const source = literal.replace(
    /\\\{([^{}]*,[^{}]*)\\\}/g,
    (_, ones: string) => `(?:${ones.replaceAll(",", "|")})`,
  );
  const start = value.includes("/") ? "^" : "(?:^|/)";
  const isPattern = /[*?]/.test(value) || source !== literal;
  return RE2JS.compile(isPattern ? `${start}${source}$` : source, RE2JS.CASE_INSENSITIVE);
}

/** A language by its name or by an extension. @throws IsovecError `InputInvalid` */
export function languageFilter(said: string, value: string, negated: boolean): Filter {
  const language = languageNamed(value.toLowerCase());
  if (language !== undefined) return { key: "lang", language, negated };
  return refuse(
    said,
    "no such language",
    `Languages: ${languageNames.join(", ")}; or an extension such as ts.`,
  );
}

/** A part of a path, or a pattern of a whole one. @throws IsovecError `InputInvalid` */
export function pathFilter(said: string, value: string, negated: boolean): Filter {
  if (value.length > longestPattern) tooLong(said);
  return { key: "path", pattern: pathPattern(value), negated };
}

function keyFilter(said: string, key: FilterKey, value: string, negated: boolean): Filter {
  if (value === "") refuse(said, "nothing follows the colon", `Write ${key}:VALUE without a space.`);
  switch (key) {
    case "lang":
      return languageFilter(said, value, negated);
    case "kind": {
      const kind = chunkKinds.find((one) => one === value.toLowerCase());
      if (kind !== undefined) return { key, kind, negated };
      return refuse(said, "no such kind", `Kinds: ${chunkKinds.join(", ")}.`);
    }
    case "path":
      return pathFilter(said, value, negated);
    case "symbol":
      return { key, name: value, negated };
  }
}

function regexFilter(said: string, source: string, flags: string, negated: boolean): Filter {
  if (source.length > longestPattern) tooLong(said);
  try {
    const pattern = RE2JS.compile(source, RE2JS.MULTILINE | (flags === "i" ? RE2JS.CASE_INSENSITIVE : 0));
    return { key: "regex", pattern, negated };
  } catch (error) {
    const why = (error as Error).message.replace(/\.$/, "");
    return refuse(said, why, "Expressions are those of RE2: without back-references and look-around.");
  }
}

const isKey = (key: string | undefined): key is FilterKey => filterKeys.some((one) => one === key);

/**
 * Takes a question apart: `lang:ts path:src/ kind:class symbol:name "exact phrase" /regex/`, each with `-` in front for
 * what must not be, beside free text. A colon after any other word is text: `std::vector`, `http://…`.
 * @throws IsovecError `InputInvalid` that names the filter and what it takes
 */
export function parseQuery(query: string): ParsedQuery {
  const words: string[] = [];
  const filters: Filter[] = [];
  for (const { 0: said, groups = {} } of query.matchAll(token)) {
    const { key, quoted, plain, phrase, regex, flags = "", minus } = groups;
    const negated = minus === "-";
    if (isKey(key)) filters.push(keyFilter(said, key, quoted ?? plain ?? "", negated));
    else if (regex !== undefined) filters.push(regexFilter(said, regex, flags, negated));
    else if (phrase !== undefined) {
      filters.push({ key: "phrase", text: phrase, negated });
      // Where it stands most closely is told by its words.
      if (!negated) words.push(phrase);
    } else words.push(said);
  }
  return { text: words.join(" "), filters };
}
