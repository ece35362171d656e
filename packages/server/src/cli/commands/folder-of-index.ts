import { relative, resolve, sep } from "node:path";
import { IsovecError } from "@isovec/core";

/**
 * A folder as the index of `--path` names it: relative, with forward slashes, empty for all of it.
 * @param folder relative to the folder that is indexed, or absolute
 * @throws IsovecError `InputInvalid` when it lies outside
 */
export function folderOfIndex(root: string, folder: string | undefined): string {
  if (folder === undefined) return "";
  const inside = relative(resolve(root), resolve(root, folder)).split(sep).join("/");
  if (inside !== ".." && !inside.startsWith("../") && !/^[A-Za-z]:/.test(inside)) return inside;
  throw new IsovecError("InputInvalid", `${folder} is not in ${resolve(root)}.`, {
    remedy: "Name the folder that is indexed with --path.",
  });
}
