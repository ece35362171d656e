import { existsSync } from "node:fs";
import { join } from "node:path";
import { cosineDistance, readModel, type TokenBackend } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadModel, statesOf } from "../../test/built-engine.ts";
import { goldenModel, readGolden, sharedFolder } from "../../test/golden.ts";
import { pooledBy } from "../../test/pooled.ts";
import { buildCExample, hasCompiler } from "../../test/process/c-example.ts";
import { bundledModel } from "../../test/subject.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { loadPlugin } from "./load-plugin.ts";

async function loadExample(model: string, own?: Record<string, unknown>): Promise<TokenBackend> {
  const folder = await temporaryFolder();
  const plugin = await buildCExample(join(folder, "c-bert"));
  const options = { plugin, ...(own !== undefined && { options: own }) };
  const backend = await loadPlugin(await readModel(model), { cacheDirectory: folder, options });
  onTestFinished(() => backend.dispose());
  return backend as TokenBackend;
}

describe.skipIf(!hasCompiler)("the C example (skipped without cc)", () => {
  it.skipIf(!existsSync(sharedFolder))(
    "gives sentence-transformers' vectors within 1e-6 on every golden row (skipped without the shared folder)",
    async () => {
      const name = "all-MiniLM-L6-v2";
      const card = await readModel(goldenModel(name));
      const backend = await loadExample(goldenModel(name));
      let worst = 0;
      for (const { ids, vector } of await readGolden(name)) {
        const [states] = await statesOf(backend, [ids]);
        worst = Math.max(worst, cosineDistance(pooledBy(card, states as Float32Array), vector));
      }
      console.log(`largest 1 - cosine of the C example: ${worst}`);
      expect(worst).toBeLessThanOrEqual(1e-6);
    },
    120_000,
  );

  it("gives the states of the ONNX engine within 1e-6 from the bundled fp16 checkpoint", async () => {
    const { backend: onnx } = await loadModel(bundledModel);
    const rows = [
      [101, 7592, 2088, 102],
      [101, 102],
    ];
    const own = await statesOf(await loadExample(bundledModel), rows);
    const reference = await statesOf(onnx, rows);
    for (const [row, states] of own.entries()) {
      expect(cosineDistance(reference[row] as Float32Array, states)).toBeLessThanOrEqual(1e-6);
    }
  });

  it("refuses an option of its own that it does not know, by name", async () => {
    await expect(loadExample(bundledModel, { 'half "exact"': 1 })).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringContaining('there is no option half "exact"'),
    });
  });
});
