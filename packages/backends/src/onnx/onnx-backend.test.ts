import { join } from "node:path";
import { padBatch } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { loadModel, statesOf } from "../../test/built-engine.ts";
import { writeRandomBert } from "../../test/random-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";

async function tinyEngine() {
  const { directory } = await writeRandomBert(join(await temporaryFolder(), "tiny"));
  return (await loadModel(directory)).backend;
}

const batch = (...ids: number[]) => padBatch([Int32Array.from(ids)], 0);

describe("the ONNX engine", () => {
  it("answers concurrent passes with each one's own states", async () => {
    const backend = await tinyEngine();
    const rows = Array.from({ length: 20 }, (_, index) => [index, index + 1, index + 2]);
    const expected: Float32Array[] = [];
    for (const ids of rows) expected.push((await statesOf(backend, [ids]))[0] as Float32Array);
    const concurrent = await Promise.all(rows.map((ids) => statesOf(backend, [ids])));
    expect(concurrent.map(([states]) => states)).toEqual(expected);
  });

  it("gives no pass to a signal that has fired, also while it waits its turn", async () => {
    const backend = await tinyEngine();
    const stop = new AbortController();
    const first = backend.forward(batch(1, 2));
    const waiting = backend.forward(batch(3, 4), stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: "Cancelled" });
    await expect(first).resolves.toMatchObject({ hidden: 24 });
    await expect(backend.forward(batch(5))).resolves.toMatchObject({ hidden: 24 });
  });

  it("finishes what was asked for before it is disposed, and refuses later ones", async () => {
    const backend = await tinyEngine();
    const running = backend.forward(batch(1, 2, 3));
    const disposals = [backend.dispose(), backend.dispose()];
    await expect(running).resolves.toMatchObject({ hidden: 24 });
    await Promise.all(disposals);
    await backend.dispose();
    await expect(backend.forward(batch(1))).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: "The ONNX engine has been disposed.",
    });
  });

  it("refuses a token id outside of the vocabulary by its number", async () => {
    const backend = await tinyEngine();
    await expect(backend.forward(batch(1, 40))).rejects.toMatchObject({
      name: "InputInvalid",
      message: "Token id 40 is not in 0 to 39.",
    });
    await expect(backend.forward(batch(-1))).rejects.toMatchObject({ name: "InputInvalid" });
  });

  it("refuses arrays that do not fill the batch", async () => {
    const backend = await tinyEngine();
    const short = { ...batch(1, 2, 3), attentionMask: Int32Array.of(1) };
    await expect(backend.forward(short)).rejects.toMatchObject({ name: "InputInvalid" });
  });

  it("survives a batch that the runtime refuses: more tokens than positions", async () => {
    const backend = await tinyEngine();
    await expect(backend.forward(padBatch([new Int32Array(33)], 0))).rejects.toMatchObject({
      name: "BackendUnavailable",
    });
    await expect(backend.forward(batch(1))).resolves.toMatchObject({ hidden: 24 });
  });
});
