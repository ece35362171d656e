/** Lines that describe one thing: a function, a class, a section. Line numbers are 0-based and inclusive. */
export interface Region {
  /** Comments, decorators and attributes before the thing are part of it. */
  readonly first: number;
  readonly last: number;
  /** The line that names the thing. */
  readonly head: number;
  /** Empty where it has no name; several where declarations share a line. */
  readonly names: readonly string[];
  /** In order, without a line in common. */
  readonly children: readonly Region[];
}

/** A thing as it is found, before it has its place among the others. */
export interface Found {
  readonly first: number;
  readonly last: number;
  readonly head: number;
  readonly name: string;
}

interface Growing {
  first: number;
  last: number;
  head: number;
  names: string[];
  children: Growing[];
}

function byPosition(a: Found, b: Found): number {
  return a.first - b.first || b.last - a.last || a.head - b.head;
}

/**
 * Nests what was found. What shares lines with something else without lying inside of it gives up its own lines and
 * leaves its name; so do clauses of one name that follow each other (overloads, equations, a signature before its
 * function), which become one.
 */
export function nestRegions(found: readonly Found[]): Region[] {
  const roots: Growing[] = [];
  const open: Growing[] = [];
  for (const { first, last, head, name } of [...found].sort(byPosition)) {
    while (open.length > 0 && (open.at(-1)?.last ?? 0) < first) open.pop();
    const parent = open.at(-1);
    const names = name === "" ? [] : [name];
    if (parent !== undefined && (last > parent.last || (first === parent.first && last === parent.last))) {
      parent.names.push(...names);
      continue;
    }
    const siblings = parent?.children ?? roots;
    const before = siblings.at(-1);
    if (before !== undefined && name !== "" && before.names[0] === name && before.last + 1 === first) {
      before.last = last;
      open.push(before);
      continue;
    }
    const region: Growing = { first, last, head, names, children: [] };
    siblings.push(region);
    open.push(region);
  }
  return roots;
}
