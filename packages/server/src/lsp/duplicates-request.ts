import { IsovecError } from "@isovec/core";
import type { DuplicatesParams, DuplicatesResult } from "@isovec/core/protocol";
import { duplicatesOfFile } from "../duplicates/duplicates-of-file.ts";
import type { Fragment } from "../duplicates/fragment.ts";
import { languageOf } from "../index/discover/language.ts";
import type { SearchedFolder } from "./documents/open-documents.ts";
import { ownFile } from "./documents/own-file.ts";
import { hitOnTheWire } from "./search-request.ts";

const defaultMinimumLines = 6;

function rangeOf({ startLine, endLine }: Fragment): DuplicatesResult["duplicates"][number]["range"] {
  return { start: { line: startLine - 1, character: 0 }, end: { line: endLine, character: 0 } };
}

/**
 * `search/duplicates` within the folder of the document.
 * @throws IsovecError `InputInvalid` when the index does not have the document
 */
export async function duplicates(
  folders: readonly SearchedFolder[],
  { textDocument, minimumLines = defaultMinimumLines }: DuplicatesParams,
  signal: AbortSignal,
): Promise<DuplicatesResult> {
  const own = await ownFile(folders, textDocument.uri);
  if (own === undefined || !own.index.has(own.path)) {
    throw new IsovecError("InputInvalid", "params.textDocument is a file that the index does not have.", {
      remedy: "Save it inside of a folder that is open, where no ignore file names it.",
    });
  }
  const { index, path } = own;
  const found = await duplicatesOfFile(path, index.chunks(), { minimumLines, signal });
  return {
    compared: found.compared,
    duplicates: found.duplicates.map(({ own: definition, other, likeness, score }) => ({
      range: rangeOf(definition),
      likeness,
      hit: hitOnTheWire(index.root, { ...other, score, language: languageOf(other.path) }, ""),
    })),
  };
}
