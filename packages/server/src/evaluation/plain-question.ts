import { IsovecError } from "@isovec/core";
import { parseQuery } from "../index/query/parse-query.ts";

/** Whether a sentence is asked word by word: one that says `path:` or quotes something would be read as a filter. */
export function isPlainQuestion(text: string): boolean {
  try {
    return parseQuery(text).filters.length === 0;
  } catch (error) {
    if (IsovecError.is(error)) return false;
    throw error;
  }
}
