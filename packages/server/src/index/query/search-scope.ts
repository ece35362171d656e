import { type Filter, languageFilter, pathFilter } from "./parse-query.ts";

/** The part of the code that is searched, beside what the question itself says; all of it where a list is empty. */
export interface SearchScope {
  /** Parts of paths, or patterns as `path:` takes them; one of them has to match. */
  readonly include?: readonly string[] | undefined;
  /** The same; none of them may match. */
  readonly exclude?: readonly string[] | undefined;
  /** Names or extensions; one of them has to be the file's. */
  readonly languages?: readonly string[] | undefined;
}

/** @throws IsovecError `InputInvalid` that names what was given */
export function scopeFilters({ include = [], exclude = [], languages = [] }: SearchScope): Filter[] {
  return [
    ...include.map((value) => pathFilter(`include ${value}`, value, false)),
    ...exclude.map((value) => pathFilter(`exclude ${value}`, value, true)),
    ...languages.map((value) => languageFilter(`language ${value}`, value, false)),
  ];
}
