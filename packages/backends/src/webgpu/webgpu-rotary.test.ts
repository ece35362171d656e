import { fileURLToPath } from "node:url";
import { findBackend } from "@isovec/backends";
import { cosineDistance, readModel } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { statesOf } from "../../test/built-engine.ts";
import { pooledBy } from "../../test/pooled.ts";
import { unlessAdapter } from "../../test/webgpu-adapter.ts";
import { temporaryFolder } from "../../test/workspace.ts";

const missing = await unlessAdapter();
const references = fileURLToPath(new URL("../../../../test/fixtures/references", import.meta.url));

describe.skipIf(missing !== "")(`rotary positions on WebGPU${missing}`, () => {
  // Not bit for bit, as with the CPU: docs/adr/2026-11-25-webgpu.md.
  it("nomic: a text alone and in a batch differ by 1 - cosine <= 1e-9", { timeout: 120_000 }, async () => {
    const card = await readModel(`${references}/nomic/model`);
    const backend = await findBackend("webgpu").load(card, { cacheDirectory: await temporaryFolder() });
    onTestFinished(() => backend.dispose());
    if (backend.input !== "tokens") throw new Error("WebGPU is fed ids");
    const texts = [3, 24, 9, 17, 1].map((length) =>
      Array.from({ length }, (_, position) => (7 * position + length) % card.vocabularySize),
    );
    const together = await statesOf(backend, texts);
    for (const [row, ids] of texts.entries()) {
      const [alone] = await statesOf(backend, [ids]);
      const vectors = [alone, together[row]].map((states) => pooledBy(card, states as Float32Array));
      const [single, batched] = vectors as [Float32Array, Float32Array];
      expect(single).toHaveLength(card.hiddenSize);
      expect(cosineDistance(single, batched)).toBeLessThanOrEqual(1e-9);
    }
  });
});
