import { realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { IsovecError } from "@isovec/core";
import type { CodeIndex } from "../code-index.ts";
import { readSource } from "./read-source.ts";

export interface Lines {
  /** 1-based number of the first one. */
  readonly first: number;
  readonly lines: readonly string[];
  readonly ofFile: number;
}

/**
 * Lines of a file of the index as it is on disk now. What the index leaves out (keys, credentials, ignored files) and
 * what leads out of the folder cannot be read.
 * @param endLine inclusive
 * @throws IsovecError `InputInvalid`
 */
export async function readLines(
  index: CodeIndex,
  path: string,
  startLine: number,
  endLine: number,
): Promise<Lines> {
  const refused = (why: string) =>
    new IsovecError("InputInvalid", `${path} ${why}.`, {
      remedy: "Give a path and lines as a search gave them.",
    });
  if (!index.has(path)) throw refused("is not in the index");
  const root = await realpath(index.root);
  const file = await realpath(join(root, path)).catch(() => undefined);
  if (file === undefined) throw refused("is gone");
  if (relative(root, file).split(sep).join("/") !== path) throw refused("leads out of the folder");
  const source = await readSource(file, path).catch(() => undefined);
  if (source === undefined || source.skipped !== undefined) throw refused("cannot be read any more");
  if (startLine > source.lines.length) throw refused(`has ${source.lines.length} lines only`);
  return {
    first: startLine,
    lines: source.lines.slice(startLine - 1, endLine),
    ofFile: source.lines.length,
  };
}
