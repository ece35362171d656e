import { join } from "node:path";
import { createTokenizer, diagnoseVectors, type Measured, ReferencePipelines } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFloats, readGolden, readLines } from "../golden/golden-rows.ts";
import { sharedGolden, sharedModels, withShared } from "../repository.ts";
import { type RealEngine, startEngine } from "./broken-pipeline.ts";

interface WrongRow {
  readonly id: string;
  readonly bug: string | null;
  readonly specials: string;
  readonly pooling: string;
  readonly maxTokens: number;
}

const specialTokens: Readonly<Record<string, string>> = {
  none: "special-tokens-missing",
  "cls-only": "closing-token-missing",
  "sep-only": "first-token-missing",
  doubled: "special-tokens-doubled",
};
const poolings: Readonly<Record<string, string>> = {
  cls: "pooling-cls",
  max: "pooling-max",
  last: "pooling-lasttoken",
};
const bugs: Readonly<Record<string, string>> = {
  "case-kept-accents-stripped": "case-kept",
  "cjk-not-split": "ideographs-joined",
  "sep-lost-on-truncation": "closing-token-cut-off",
};

function namesOf({ bug, specials, pooling, maxTokens }: WrongRow): string[] {
  if (bug === "max-length") return [maxTokens < 256 ? "cut-early" : "cut-late"];
  if (bug !== null && bug !== "pipeline") return [bugs[bug] ?? bug];
  return [specialTokens[specials], poolings[pooling]].filter((name) => name !== undefined);
}

const model = "all-MiniLM-L6-v2";

/** What Python made of the golden texts with one thing wrong; what the doctor is given are the vectors alone. */
describe.skipIf(!withShared)("vectors of wrong pipelines (skipped without the reference data)", () => {
  let engine: RealEngine;
  let pipelines: ReferencePipelines;
  const groups = new Map<string, { row: WrongRow; measured: Measured[] }>();
  beforeAll(async () => {
    engine = await startEngine(join(sharedModels, model));
    pipelines = new ReferencePipelines({ ...engine, tokenizer: createTokenizer(engine.card) });
    const texts = new Map(readGolden(model).rows.map(({ id, text }) => [id, text]));
    const vectors = readFloats(join(sharedGolden, model, "dev.wrong.f32"));
    for (const [index, row] of readLines<WrongRow>(join(sharedGolden, model, "dev.wrong.jsonl")).entries()) {
      const { bug, specials, pooling, maxTokens } = row;
      const key = `${bug ?? "right"}, special tokens ${specials}, ${pooling}, ${maxTokens} tokens`;
      const group = groups.get(key) ?? { row, measured: [] };
      group.measured.push({
        text: texts.get(row.id) ?? "",
        role: "document",
        vector: vectors.slice(index * 384, (index + 1) * 384),
      });
      groups.set(key, group);
    }
  });
  afterAll(() => engine?.stop());

  function normalized(vector: Float32Array): Float32Array {
    const length = Math.hypot(...vector);
    return vector.map((component) => component / length);
  }

  it("are each named, raw and normalised", async () => {
    const wrong: string[] = [];
    for (const [key, { row, measured }] of groups) {
      const twin = measured.map((one) => ({ ...one, vector: normalized(one.vector) }));
      for (const [vectors, norm] of [
        [measured, ["not-normalised"]],
        [twin, []],
      ] as const) {
        const { findings } = await diagnoseVectors(vectors, pipelines);
        const names = findings.map(({ name }) => name).sort();
        const right = [...namesOf(row), ...norm].sort();
        if (names.join() !== right.join()) wrong.push(`${key}: ${names.join()} for ${right.join()}`);
      }
    }
    expect(groups.size).toBe(29);
    expect(wrong).toEqual([]);
  }, 900_000);
});
