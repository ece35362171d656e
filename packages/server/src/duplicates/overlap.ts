/** So many tokens in a row: enough to have a form, few enough to survive a change nearby. */
const rowLength = 5;

/** Hashes of every five tokens in a row, sorted, repeated ones as often as they come. */
export function rowsOf(tokens: Uint32Array): Uint32Array {
  const count = Math.max(0, tokens.length - rowLength + 1);
  const rows = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    let hash = 0x811c9dc5;
    for (let step = 0; step < rowLength; step++) {
      hash = Math.imul(hash ^ (tokens[at + step] as number), 0x01000193);
      hash ^= hash >>> 15;
    }
    rows[at] = hash >>> 0;
  }
  return rows.sort();
}

/**
 * How much of two multisets is common: 2 |a ∩ b| / (|a| + |b|), Dice's coefficient.
 * @param a sorted
 * @param b sorted
 */
export function overlap(a: Uint32Array, b: Uint32Array): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] as number;
    const right = b[j] as number;
    if (left === right) {
      common++;
      i++;
      j++;
    } else if (left < right) i++;
    else j++;
  }
  return a.length + b.length === 0 ? 0 : (2 * common) / (a.length + b.length);
}

/** Different ones among sorted values. */
export function distinct(sorted: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < sorted.length; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) count++;
  return count;
}
