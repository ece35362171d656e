import { IsovecError } from "@isovec/core";
import type { SearchResult, SimilarParams } from "@isovec/core/protocol";
import type { SimilarRequest } from "../index/code-index.ts";
import { readLines } from "../index/discover/read-lines.ts";
import type { OpenDocuments, SearchedFolder } from "./documents/open-documents.ts";
import { type OwnFile, ownFile } from "./documents/own-file.ts";
import { bestOf, defaultLimit, hitOnTheWire, scopeOf } from "./search-request.ts";

type Place = NonNullable<SimilarRequest["from"]>;

/** LSP's range as whole lines, counted from 1, the last one included. */
function linesOf({ start, end }: SimilarParams["range"]): Omit<Place, "path"> {
  const endLine = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { startLine: start.line + 1, endLine: Math.max(start.line + 1, endLine) };
}

/**
 * `search/similar` over all folders of the workspace.
 * @throws IsovecError `InputInvalid` when the text is to be read from a file that the index does not have
 */
export async function similar(
  folders: readonly SearchedFolder[],
  documents: OpenDocuments,
  params: SimilarParams,
  signal: AbortSignal,
): Promise<SearchResult> {
  const { textDocument, range, limit = defaultLimit } = params;
  const place = linesOf(range);
  const own = await ownFile(folders, textDocument.uri);
  const text =
    params.text ?? textOf(documents.lines(textDocument.uri), place) ?? (await textOnDisk(own, place));
  const found = await Promise.all(
    folders.map(async ({ index, overlay }) => {
      const from = own?.index === index ? { from: { path: own.path, ...place } } : {};
      const hits = await index.similar({ text, ...from, limit, ...scopeOf(params), overlay, signal });
      return hits.map((hit) => hitOnTheWire(index.root, hit, ""));
    }),
  );
  return bestOf(folders, found, limit);
}

/** What stands there in the editor. */
function textOf(
  lines: readonly string[] | undefined,
  { startLine, endLine }: Omit<Place, "path">,
): string | undefined {
  if (lines === undefined) return undefined;
  if (startLine > lines.length) {
    throw new IsovecError("InputInvalid", `params.textDocument has ${lines.length} lines only.`, {
      remedy: "Give a range of what is open.",
    });
  }
  return lines.slice(startLine - 1, endLine).join("\n");
}

async function textOnDisk(
  file: OwnFile | undefined,
  { startLine, endLine }: Omit<Place, "path">,
): Promise<string> {
  if (file === undefined) {
    throw new IsovecError(
      "InputInvalid",
      "params.textDocument is a file that is neither open nor in the index.",
      { remedy: "Send what stands there as params.text." },
    );
  }
  return (await readLines(file.index, file.path, startLine, endLine)).lines.join("\n");
}
