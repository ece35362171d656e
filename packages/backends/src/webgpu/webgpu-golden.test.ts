import { existsSync } from "node:fs";
import { findBackend } from "@isovec/backends";
import {
  cosineDistance,
  createEmbedder,
  createTokenizer,
  type ModelCard,
  readModel,
  readProbes,
  runProbes,
  type TokenBackend,
} from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { statesOf } from "../../test/built-engine.ts";
import { goldenModel, readGolden, sharedFolder } from "../../test/golden.ts";
import { pooledBy } from "../../test/pooled.ts";
import { bundledModel, testCache } from "../../test/subject.ts";
import { unlessAdapter } from "../../test/webgpu-adapter.ts";

const missing = await unlessAdapter();
const bound = 1e-5;

async function engineFor(directory: string): Promise<{ card: ModelCard; backend: TokenBackend }> {
  const card = await readModel(directory);
  const backend = await findBackend("webgpu").load(card, { cacheDirectory: testCache });
  if (backend.input !== "tokens") throw new Error("WebGPU is fed ids");
  onTestFinished(() => backend.dispose());
  return { card, backend };
}

describe.skipIf(missing !== "")(`WebGPU in fp32${missing}`, () => {
  it(`gives the bundled model's probes: 1 - cosine <= ${bound}`, { timeout: 600_000 }, async () => {
    const { card, backend } = await engineFor(bundledModel);
    const probes = await readProbes(card, card.directory);
    if (probes === undefined) throw new Error("the bundled model has probes");
    const report = await runProbes(
      createEmbedder({ card, tokenizer: createTokenizer(card), backend }),
      probes,
    );
    expect(report).toMatchObject({ passed: true });
    expect(report.largest).toBeLessThanOrEqual(bound);
  });

  // A software adapter computes some 30 tokens a second, so the rows are few there; ISOVEC_GOLDEN_ROWS=all takes them all.
  const unshared = existsSync(sharedFolder) ? "" : " (skipped: no shared folder beside the repository)";
  it.skipIf(unshared !== "")(
    `gives sentence-transformers' vectors of golden ids: 1 - cosine <= ${bound}${unshared}`,
    { timeout: 3_600_000 },
    async () => {
      const { card, backend } = await engineFor(goldenModel("all-MiniLM-L6-v2"));
      const rows = await readGolden("all-MiniLM-L6-v2");
      const step = process.env["ISOVEC_GOLDEN_ROWS"] === "all" ? 1 : 20;
      const sorted = rows
        .toSorted((a, b) => a.ids.length - b.ids.length)
        .filter((_, row) => row % step === 0);
      let worst = 0;
      for (let start = 0; start < sorted.length; start += 4) {
        const batch = sorted.slice(start, start + 4);
        const states = await statesOf(
          backend,
          batch.map(({ ids }) => ids),
        );
        for (const [row, { vector }] of batch.entries()) {
          const own = pooledBy(card, states[row] as Float32Array);
          worst = Math.max(worst, cosineDistance(own, vector));
        }
      }
      expect(worst).toBeGreaterThan(0);
      expect(worst).toBeLessThanOrEqual(bound);
    },
  );
});
