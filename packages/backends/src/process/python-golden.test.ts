import { existsSync } from "node:fs";
import { join } from "node:path";
import { cosineDistance, padBatch, readModel, type TokenBackend } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadModel, statesOf } from "../../test/built-engine.ts";
import { type GoldenRow, goldenModel, readGolden, sharedFolder } from "../../test/golden.ts";
import { pooledBy } from "../../test/pooled.ts";
import { hasPython, installPythonExample, withoutPython } from "../../test/process/python-example.ts";
import { bundledModel } from "../../test/subject.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { loadPlugin } from "./load-plugin.ts";

async function loadExample(model: string): Promise<TokenBackend> {
  const folder = await temporaryFolder();
  const plugin = await installPythonExample(join(folder, "python-onnx"), model);
  const backend = await loadPlugin(await readModel(model), {
    cacheDirectory: folder,
    threads: 2,
    options: { plugin },
  });
  onTestFinished(() => backend.dispose());
  return backend as TokenBackend;
}

describe.skipIf(!hasPython)(`the Python example${withoutPython}`, () => {
  it.skipIf(!existsSync(sharedFolder))(
    "gives sentence-transformers' vectors within 1e-6 on every golden row (skipped without the shared folder)",
    async () => {
      const name = "all-MiniLM-L6-v2";
      const card = await readModel(goldenModel(name));
      const backend = await loadExample(goldenModel(name));
      const rows = (await readGolden(name)).toSorted((a, b) => b.ids.length - a.ids.length);
      let worst = 0;
      for (let first = 0; first < rows.length; first += 8) {
        const batch: GoldenRow[] = rows.slice(first, first + 8);
        const states = await statesOf(
          backend,
          batch.map(({ ids }) => ids),
        );
        for (const [index, { vector }] of batch.entries()) {
          worst = Math.max(worst, cosineDistance(pooledBy(card, states[index] as Float32Array), vector));
        }
      }
      console.log(`largest 1 - cosine of the Python example: ${worst}`);
      expect(rows).toHaveLength(316);
      expect(worst).toBeLessThanOrEqual(1e-6);
    },
  );

  it("gives the states of the ONNX engine within 1e-6, padding and all", async () => {
    const { backend: onnx } = await loadModel(bundledModel);
    const plugin = await loadExample(bundledModel);
    const rows = [
      [101, 7592, 2088, 102],
      [101, 102],
      [101, 1037, 4743, 2003, 2182, 102],
    ];
    const tokens = padBatch(
      rows.map((ids) => Int32Array.from(ids)),
      0,
    );
    expect((await plugin.forward(tokens)).values).toHaveLength((await onnx.forward(tokens)).values.length);
    const [own, reference] = [await statesOf(plugin, rows), await statesOf(onnx, rows)];
    for (const [row, states] of own.entries()) {
      expect(cosineDistance(reference[row] as Float32Array, states)).toBeLessThanOrEqual(1e-6);
    }
  });
});
