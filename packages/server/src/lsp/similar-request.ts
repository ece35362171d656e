import { realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { IsovecError } from "@isovec/core";
import type { SearchResult, SimilarParams } from "@isovec/core/protocol";
import type { CodeIndex, SimilarRequest } from "../index/code-index.ts";
import { readLines } from "../index/discover/read-lines.ts";
import { bestOf, defaultLimit, hitOnTheWire } from "./search-request.ts";

type Place = NonNullable<SimilarRequest["from"]>;

interface IndexedFile {
  readonly index: CodeIndex;
  /** Relative to the index's root, forward slashes. */
  readonly path: string;
}

/** The index that has the document, if one has; links are followed as editors differ in whether they do. */
async function indexedFile(indexes: readonly CodeIndex[], uri: string): Promise<IndexedFile | undefined> {
  if (!uri.startsWith("file:")) return undefined;
  const named = fileURLToPath(uri);
  const file = await realpath(named).catch(() => named);
  for (const index of indexes) {
    const path = relative(await realpath(index.root), file);
    if (isAbsolute(path)) continue;
    const inFolder = path.split(sep).join("/");
    if (index.has(inFolder)) return { index, path: inFolder };
  }
  return undefined;
}

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
  indexes: readonly CodeIndex[],
  params: SimilarParams,
  signal: AbortSignal,
): Promise<SearchResult> {
  const { textDocument, range, limit = defaultLimit } = params;
  const lines = linesOf(range);
  const own = await indexedFile(indexes, textDocument.uri);
  const text = params.text ?? (await textOf(own, lines));
  const found = await Promise.all(
    indexes.map(async (index) => {
      const from = own?.index === index ? { from: { path: own.path, ...lines } } : {};
      const hits = await index.similar({ text, ...from, limit, signal });
      return hits.map((hit) => hitOnTheWire(index.root, hit, ""));
    }),
  );
  return bestOf(indexes, found, limit);
}

async function textOf(
  file: IndexedFile | undefined,
  { startLine, endLine }: Omit<Place, "path">,
): Promise<string> {
  if (file === undefined) {
    throw new IsovecError("InputInvalid", "params.textDocument is a file that is not in the index.", {
      remedy: "Send what stands there as params.text.",
    });
  }
  return (await readLines(file.index, file.path, startLine, endLine)).lines.join("\n");
}
