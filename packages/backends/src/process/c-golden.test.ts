import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel, type TokenBackend } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadModel, statesOf } from "../../test/built-engine.ts";
import { goldenModel, readGolden, sharedFolder } from "../../test/golden.ts";
import { pooledBy } from "../../test/pooled.ts";
import { bundledModel } from "../../test/subject.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { loadPlugin } from "./provider.ts";

const usable = spawnSync("cc", ["--version"]).status === 0;
const example = fileURLToPath(new URL("../../../../examples/c-bert", import.meta.url));

/** The example as its README builds it. */
async function loadExample(model: string): Promise<TokenBackend> {
  const folder = await temporaryFolder();
  await cp(example, folder, { recursive: true });
  const args = ["-O3", "-march=native", "-o", "plugin", "plugin.c", "-lm"];
  expect(spawnSync("cc", args, { cwd: folder }).status).toBe(0);
  const options = { plugin: join(folder, "isovec-plugin.json") };
  const backend = await loadPlugin(await readModel(model), { cacheDirectory: folder, options });
  onTestFinished(() => backend.dispose());
  return backend as TokenBackend;
}

function cosineDistance(a: Float64Array, b: Float32Array | Float64Array): number {
  const product = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return 1 - product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

describe.skipIf(!usable)("the C example (skipped without cc)", () => {
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
      expect(cosineDistance(Float64Array.from(reference[row] as Float32Array), states)).toBeLessThanOrEqual(
        1e-6,
      );
    }
  });
});
