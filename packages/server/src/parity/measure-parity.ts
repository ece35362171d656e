import { cosineDistance, IsovecError, type Role, type TextEmbedder, toleranceOf } from "@isovec/core";
import type { GoldenTexts } from "./golden-texts.ts";
import { peakMemory } from "./peak-memory.ts";

/** One line of the table. */
export interface ParityRow {
  readonly backend: string;
  readonly device: string;
  readonly dtype: string;
  readonly numeric: string;
  readonly texts: number;
  /** Whether every text has the reference's token ids. */
  readonly idsEqual: boolean;
  /** 1 - cosine against the reference. */
  readonly largest: number;
  readonly mean: number;
  readonly tolerance: number;
  readonly tokensPerSecond: number;
  readonly loadMs: number;
  /** MB over all its processes, this one included. */
  readonly memory?: number;
}

/** An engine that could not be measured. */
export interface RefusedRow {
  readonly backend: string;
  readonly dtype: string;
  readonly refused: string;
}

export type ParityResult = ParityRow | RefusedRow;

/**
 * Embeds the texts and compares.
 * @param load gives the engine, loaded and probed
 */
export async function measureParity(
  load: () => Promise<TextEmbedder>,
  { rows }: GoldenTexts,
  dtype: string,
): Promise<ParityRow> {
  const begun = performance.now();
  const embedder = await load();
  const loadMs = performance.now() - begun;
  const { numeric, dimensions: own } = embedder.vectorSpace;
  if (rows[0]?.vector.length !== own) {
    throw new IsovecError(
      "VectorSpaceMismatch",
      `${embedder.backendId} computes in a space of its own, of ${own} dimensions: there is nothing to compare.`,
    );
  }
  let tokens = 0;
  let embedMs = 0;
  let idsEqual = true;
  const distances: number[] = [];
  for (const role of ["query", "document"] as const satisfies Role[]) {
    const own = rows.filter((row) => row.role === role);
    const texts = own.map(({ text }) => text);
    for (const [index, { ids }] of (await embedder.tokenize(texts, role)).entries()) {
      idsEqual &&= ids.join() === own[index]?.ids.join();
    }
    const start = performance.now();
    const { vectors, dimensions, usage } = await embedder.embed(texts, { role });
    embedMs += performance.now() - start;
    tokens += usage.reduce((sum, { usedTokens }) => sum + usedTokens, 0);
    for (const [index, { vector }] of own.entries()) {
      distances.push(cosineDistance(vectors.subarray(index * dimensions, (index + 1) * dimensions), vector));
    }
  }
  const memory = peakMemory();
  return {
    backend: embedder.backendId,
    device: embedder.device,
    dtype,
    numeric,
    texts: rows.length,
    idsEqual,
    largest: Math.max(...distances),
    mean: distances.reduce((sum, distance) => sum + distance, 0) / distances.length,
    tolerance: toleranceOf(numeric),
    tokensPerSecond: (1000 * tokens) / embedMs,
    loadMs,
    ...(memory !== undefined && { memory: Math.round(memory) }),
  };
}
