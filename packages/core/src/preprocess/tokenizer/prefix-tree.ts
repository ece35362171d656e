/** Strings -> numbers, looked up by prefix. One hash table over typed arrays: a vocabulary may have 250,000 entries. */
export class PrefixTree {
  /** Slot -> the node that an edge leaves, plus 1; 0 in an empty slot. */
  private readonly from: Int32Array;
  private readonly unit: Uint16Array;
  private readonly to: Int32Array;
  /** Node -> its string's number, -1 where no string ends. */
  private readonly values: Int32Array;
  private readonly mask: number;
  private nodes = 1;

  /** The number of a string is its index; of equal strings the last. */
  constructor(strings: readonly string[]) {
    const units = strings.reduce((sum, { length }) => sum + length, 1);
    const slots = 2 ** Math.ceil(Math.log2(units * 2));
    this.from = new Int32Array(slots);
    this.unit = new Uint16Array(slots);
    this.to = new Int32Array(slots);
    this.values = new Int32Array(units).fill(-1);
    this.mask = slots - 1;
    strings.forEach((string, index) => {
      let node = 0;
      for (let at = 0; at < string.length; at++) node = this.grow(node, string.charCodeAt(at));
      this.values[node] = index;
    });
  }

  /** Calls back for each string that begins at `start`, shortest first, with its number and where it ends. */
  prefixes(text: string, start: number, found: (value: number, end: number) => void): void {
    let node = 0;
    for (let at = start; at < text.length; at++) {
      node = this.to[this.slot(node, text.charCodeAt(at))] ?? 0;
      if (node === 0) return;
      const value = this.values[node] ?? -1;
      if (value >= 0) found(value, at + 1);
    }
  }

  private grow(node: number, unit: number): number {
    const slot = this.slot(node, unit);
    const known = this.to[slot] ?? 0;
    if (known !== 0) return known;
    this.from[slot] = node + 1;
    this.unit[slot] = unit;
    this.to[slot] = this.nodes;
    return this.nodes++;
  }

  /** The slot of an edge, or the empty one where it would be. */
  private slot(node: number, unit: number): number {
    let slot = Math.imul(node ^ Math.imul(unit, 0x9e3779b1), 0x85ebca6b) >>> 7;
    for (slot &= this.mask; ; slot = (slot + 1) & this.mask) {
      const from = this.from[slot];
      if (from === 0 || (from === node + 1 && this.unit[slot] === unit)) return slot;
    }
  }
}
