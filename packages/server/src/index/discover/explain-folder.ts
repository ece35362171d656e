import { throwIfCancelled } from "@isovec/core";
import { discoverFiles } from "./discover-files.ts";
import { Explainer, type Explanation } from "./explain.ts";

export interface FolderExplanation extends Explanation {
  readonly indexed: number;
  /** The files that are left out, and ignored ones where git does not keep them to itself, in the order of their paths. */
  readonly leftOut: readonly Explanation[];
}

export interface ExplainFolderOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (files: number, ofFiles: number) => void;
}

/** So many are read while others are judged. */
const filesAtOnce = 16;

/**
 * Explains a path and, when it is a folder that is in, every file in it.
 * @param path relative to the root, or absolute
 * @throws IsovecError `InputInvalid` when it is not in the root or not there, `Timeout`, `Cancelled`
 */
export async function explainPath(
  root: string,
  path: string,
  { signal, onProgress }: ExplainFolderOptions = {},
): Promise<Explanation | FolderExplanation> {
  const explainer = new Explainer(root);
  const explanation = await explainer.explain(path);
  if (explanation.kind === "file" || !explanation.isIndexed) return explanation;
  const prefix = explanation.path === "" ? "" : `${explanation.path}/`;
  const files = (await discoverFiles(root, signal)).files.filter((file) => file.path.startsWith(prefix));
  const leftOut: Explanation[] = [];
  for (let first = 0; first < files.length; first += filesAtOnce) {
    throwIfCancelled(signal);
    const found = await Promise.all(
      files
        .slice(first, first + filesAtOnce)
        .map(({ path: file, skipped }) =>
          skipped === undefined ? explainer.explainFile(file) : explainer.explain(file),
        ),
    );
    leftOut.push(...found.filter(({ isIndexed }) => !isIndexed));
    onProgress?.(Math.min(first + filesAtOnce, files.length), files.length);
  }
  return { ...explanation, indexed: files.length - leftOut.length, leftOut };
}
