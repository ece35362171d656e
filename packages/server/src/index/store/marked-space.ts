const separator = " at ";

/** The key of the space in which an index notes what a shared store has of another space. */
export function markedSpace(space: string, place: string): string {
  return `${space}${separator}${place}`;
}

/** What a key stands for: a space whose vectors lie here, or at a shared store. */
export function readSpaceKey(key: string): { readonly id: string; readonly store?: string } {
  const [id = "", store] = key.split(separator);
  return { id, ...(store !== undefined && { store }) };
}
