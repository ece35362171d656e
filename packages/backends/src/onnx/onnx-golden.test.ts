import { existsSync } from "node:fs";
import { cosineDistance } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { loadModel, statesOf } from "../../test/built-engine.ts";
import { type GoldenRow, goldenModel, readGolden, sharedFolder } from "../../test/golden.ts";
import { pooledBy } from "../../test/pooled.ts";

const missing = existsSync(sharedFolder) ? "" : " (skipped: no shared folder beside the repository)";
const models = ["all-MiniLM-L6-v2", "tiny-bge", "tiny-relu", "tiny-max", "tiny-raw", "tiny-matryoshka"];

/** Batches of 8 rows of similar length, as the embedder makes them. */
function batches(rows: readonly GoldenRow[]): GoldenRow[][] {
  const sorted = rows.toSorted((a, b) => b.ids.length - a.ids.length);
  return Array.from({ length: Math.ceil(sorted.length / 8) }, (_, index) =>
    sorted.slice(index * 8, index * 8 + 8),
  );
}

describe.skipIf(missing !== "")(`vectors against sentence-transformers in fp32${missing}`, () => {
  it.each(models)("%s: 1 - cosine <= 1e-9 on every golden row", async (name) => {
    const { card, backend } = await loadModel(goldenModel(name));
    let worst = 0;
    for (const rows of batches(await readGolden(name))) {
      const states = await statesOf(
        backend,
        rows.map(({ ids }) => ids),
      );
      for (const [index, row] of rows.entries()) {
        const vector = pooledBy(card, states[index] as Float32Array);
        worst = Math.max(worst, cosineDistance(vector, row.vector));
      }
    }
    expect(worst).toBeLessThan(1e-9);
  });
});
