import { cosineDistance, type TextEmbedder } from "@isovec/core";
import type { Golden } from "./golden-rows.ts";

/** How a pipeline differs from the reference. Rows are named by id and role. */
export interface Difference {
  /** 1 - cosine of the worst row. */
  readonly largestDistance: number;
  readonly ids: readonly string[];
  readonly truncation: readonly string[];
  /** The vector's length differs by more than 5e-4 of it: a Normalize or a factor of the pooling is wrong. */
  readonly length: readonly string[];
  /** The text alone has other bits than in a batch with all others. */
  readonly bits: readonly string[];
}

/** Nothing but the arithmetic differs. */
export const noDifference: Omit<Difference, "largestDistance"> = {
  ids: [],
  truncation: [],
  length: [],
  bits: [],
};

/** Embeds every text of a reference alone and together, in the role that its row has. */
export async function compareWithReference(
  embedder: TextEmbedder,
  { rows, vectors: reference, dimensions }: Golden,
): Promise<Difference> {
  let largestDistance = 0;
  const [ids, truncation, length, bits]: string[][] = [[], [], [], []];
  const roles = new Set(rows.map(({ role = "document" }) => role));
  for (const role of roles) {
    const own = [...rows.entries()].filter(([, row]) => (row.role ?? "document") === role);
    const texts = own.map(([, { text }]) => text);
    const together = await embedder.embed(texts, { role });
    const tokenized = await embedder.tokenize(texts, role);
    for (const [position, [index, row]] of own.entries()) {
      const name = `${row.id} ${role}`;
      const { vectors: alone } = await embedder.embed([row.text], { role });
      const expected = reference.subarray(index * dimensions, (index + 1) * dimensions);
      if (alone.length !== dimensions) throw new Error(`${name} has ${alone.length} components`);
      const distance = cosineDistance(alone, expected);
      // A NaN must not hide behind a comparison.
      largestDistance = Number.isNaN(distance) ? distance : Math.max(largestDistance, distance);
      const lengths = Math.hypot(...alone) / Math.hypot(...expected);
      if (!(Math.abs(lengths - 1) <= 5e-4)) length?.push(name);
      const beside = together.vectors.subarray(position * dimensions, (position + 1) * dimensions);
      if (alone.some((component, at) => !Object.is(component, beside[at]))) bits?.push(name);
      const found = tokenized[position];
      if (found?.ids.join() !== row.ids.join()) ids?.push(name);
      if (found?.usage.truncated !== row.truncated) truncation?.push(name);
    }
  }
  return { largestDistance, ids, truncation, length, bits } as Difference;
}
