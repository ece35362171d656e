import { join } from "node:path";
import { cosineDistance } from "@isovec/core";
import { beforeAll, describe, expect, it } from "vitest";
import { sharedGolden, sharedModels, withShared } from "../repository.ts";
import { readFloats, readGolden, readLines } from "./golden-rows.ts";
import { loadEmbedder } from "./load-embedder.ts";

/** What a wrong pipeline makes of one of the golden texts. `bug` is null for the right one. */
interface WrongRow {
  readonly id: string;
  readonly bug: string | null;
  readonly specials: string;
  readonly pooling: string;
}

const model = "all-MiniLM-L6-v2";
const tolerance = 1e-6;

describe.skipIf(!withShared)("wrong pipelines (skipped without the reference data)", () => {
  let rows: WrongRow[];
  let wrong: Float32Array;
  const ours = new Map<string, Float32Array>();
  beforeAll(async () => {
    rows = readLines<WrongRow>(join(sharedGolden, model, "dev.wrong.jsonl"));
    wrong = readFloats(join(sharedGolden, model, "dev.wrong.f32"));
    const texts = new Map(readGolden(model).rows.map(({ id, text }) => [id, text]));
    const embedder = await loadEmbedder(join(sharedModels, model));
    const ids = [...new Set(rows.map(({ id }) => id))];
    const { vectors, dimensions } = await embedder.embed(
      ids.map((id) => texts.get(id) as string),
      { role: "document" },
    );
    for (const [row, id] of ids.entries())
      ours.set(id, vectors.subarray(row * dimensions, (row + 1) * dimensions));
    await embedder.dispose();
  });

  const distanceOf = (index: number, { id }: WrongRow): number =>
    cosineDistance(ours.get(id) as Float32Array, wrong.subarray(index * 384, (index + 1) * 384));

  it("are each told apart from ours, and only the right one passes", () => {
    expect(rows).toHaveLength(1038);
    let right = 0;
    for (const [index, row] of rows.entries()) {
      const passes = distanceOf(index, row) <= tolerance;
      expect({ ...row, passes }).toEqual({ ...row, passes: row.bug === null });
      right += passes ? 1 : 0;
    }
    expect(right).toBe(49);
  });

  it("is told that the missing special tokens of the first bug cost far more than rounding", () => {
    const missing = rows.flatMap((row, index) =>
      row.specials === "none" && row.pooling === "mean" ? [distanceOf(index, row)] : [],
    );
    expect(Math.min(...missing)).toBeGreaterThan(1000 * tolerance);
  });
});
