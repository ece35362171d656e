/** A reader tells no more colours apart. */
const mostGroups = 10;

/** The folder that holds a path, cut to so many segments; empty for the root. */
function folderAt(path: string, depth: number): string {
  return path.split("/").slice(0, -1).slice(0, depth).join("/");
}

/**
 * Folders to colour by: the largest is opened again and again, while there are colours for what is in it.
 * @param paths one a point
 * @returns the folders, the largest first, and the place in that list for each path
 */
export function folderGroups(paths: readonly string[]): {
  readonly groups: readonly string[];
  readonly groupOf: readonly number[];
} {
  const depths = new Map<string, number>();
  let named = paths.map((path) => folderAt(path, 1));
  const sizes = (): Map<string, number> => {
    const counted = new Map<string, number>();
    for (const name of named) counted.set(name, (counted.get(name) ?? 0) + 1);
    return new Map([...counted].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
  };
  for (;;) {
    const groups = [...sizes().keys()];
    const opened = groups.find((group) => {
      if (depths.has(group) || group === "") return false;
      depths.set(group, group.split("/").length + 1);
      const inside = new Set(
        paths.filter((_, row) => named[row] === group).map((path) => folderAt(path, depths.get(group) ?? 1)),
      );
      return inside.size > 1 || !inside.has(group) ? groups.length - 1 + inside.size <= mostGroups : false;
    });
    if (opened === undefined) break;
    const depth = depths.get(opened) ?? 1;
    named = named.map((name, row) => (name === opened ? folderAt(paths[row] ?? "", depth) : name));
    // What lies in the folder itself keeps its name and is not opened again.
  }
  const sorted = [...sizes().keys()];
  const groups = sorted.length <= mostGroups ? sorted : [...sorted.slice(0, mostGroups - 1), "elsewhere"];
  const places = new Map(groups.map((group, index) => [group, index]));
  return { groups, groupOf: named.map((name) => places.get(name) ?? groups.length - 1) };
}
