import { createTokenizer, diagnosePatient, examine, ReferencePipelines } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokenPipeline, type RealEngine, startEngine } from "./broken-pipeline.ts";
import { brokenServers, type Faults } from "./faults.ts";

/** The findings that each broken server must lead to, all of them and no other. */
const expected: Readonly<Record<string, readonly string[]>> = {
  "no special tokens": ["special-tokens-missing"],
  "no closing token": ["closing-token-missing"],
  "no opening token": ["first-token-missing"],
  "special tokens twice": ["special-tokens-doubled"],
  "opening token twice": ["first-token-doubled"],
  "closing token twice": ["closing-token-doubled"],
  "closing token cut off": ["closing-token-cut-off"],
  "literal special tokens as text": ["literals-as-text"],
  "accents kept": ["accents-kept"],
  "accents unknown": ["accents-unknown"],
  "case kept": ["case-kept"],
  "case kept, accents stripped": ["case-kept"],
  "ideographs joined": ["ideographs-joined"],
  "text not cleaned": ["text-not-cleaned"],
  "long words split": ["long-words-split"],
  "text read as Latin-1": ["encoding"],
  "CLS pooling": ["pooling-cls"],
  "max pooling": ["pooling-max"],
  "last-token pooling": ["pooling-lasttoken"],
  "sum in place of mean": ["pooling-sum"],
  "mean without special tokens": ["pooling-mean-without-special-tokens"],
  "padding pooled": ["padding-pooled"],
  "mask ignored": ["mask-ignored"],
  "mask ignored in a batch": ["mask-ignored"],
  "padding pooled in a batch": ["padding-pooled"],
  "left padding without positions": ["left-padding"],
  "second segment": ["token-types"],
  "positions from 2": ["position-offset"],
  "64 tokens": ["cut-early"],
  "128 tokens": ["cut-early"],
  "255 tokens": ["cut-early"],
  "512 tokens": ["cut-late"],
  "not normalised": ["not-normalised"],
  "sum of magnitudes 1": ["normalised-otherwise"],
  "largest component 1": ["normalised-otherwise"],
  "NaN for the empty text": ["not-finite"],
  "prompt added": ["prompt-added"],
  "4-bit numbers": ["coarse-numbers"],
  "overflow in half precision": ["not-finite"],
  "vectors depend on the batch": ["batch-dependent"],
  noise: ["not-deterministic"],
  "batch answered in reverse": ["batch-order"],
  "batch answered from the second": ["batch-order"],
  "first vector for all": ["batch-repeats"],
  "last vector dropped": ["batch-refused"],
  "last part of a batch repeated": ["batch-repeats"],
  "another model": ["other-model"],
  "one vector for all": ["constant", "unknown-collapse"],
  "half the dimensions": ["dimensions-cut"],
  "no special tokens, CLS pooling": ["special-tokens-missing", "pooling-cls"],
  "no special tokens, not normalised": ["special-tokens-missing", "not-normalised"],
  "max pooling, 128 tokens": ["cut-early", "pooling-max"],
  "accents kept, no closing token": ["accents-kept", "closing-token-missing"],
};

describe("the doctor", () => {
  let engine: RealEngine;
  let pipelines: ReferencePipelines;
  beforeAll(async () => {
    engine = await startEngine();
    // One for all: what right and wrong pipelines give is the same for every server.
    pipelines = new ReferencePipelines({ ...engine, tokenizer: createTokenizer(engine.card) });
  });
  afterAll(() => engine?.stop());

  async function findingsOf(faults: Faults): Promise<string[]> {
    const server = brokenPipeline(engine, faults);
    const examination = await examine({
      embed: async (texts) =>
        (await server.vectorsOf(texts)).map((components) => Float32Array.from(components)),
    });
    const { findings } = await diagnosePatient(examination, pipelines);
    return findings.map(({ name }) => name).sort();
  }

  it("raises no alarm about the right pipeline", async () => {
    expect(await findingsOf({})).toEqual([]);
  }, 180_000);

  it.each(Object.entries(brokenServers))(
    "names what is wrong: %s",
    async (name, faults) => {
      expect(await findingsOf(faults)).toEqual([...(expected[name] ?? [])].sort());
    },
    60_000,
  );
});
