import type { IndexStatus, IndexTier } from "@isovec/core/protocol";
import { describe, expect, it } from "vitest";
import { describeCoverage } from "./coverage.ts";

const tier = (name: IndexTier["tier"], done: number, pending: number): IndexTier => ({
  tier: name,
  done,
  pending,
});

function coverage(index: Partial<IndexStatus>): string {
  return describeCoverage({
    phase: "running",
    index: {
      state: "idle",
      files: 10,
      chunks: 100,
      embedded: 62,
      pending: 38,
      bytes: 1,
      generation: 1,
      vectorSpace: "space",
      errors: [],
      ...index,
    },
  });
}

describe("describeCoverage", () => {
  it("names complete tiers without a number and says how long the rest takes", () => {
    const tiers = [tier("lexical", 10, 0), tier("model", 62, 38)];
    expect(coverage({ state: "embedding", tiers, etaMs: 39_500 })).toBe(
      "lexical · 62 % semantic · 40 s left",
    );
  });

  it("rounds down, so that 100 % is never said too early", () => {
    expect(coverage({ tiers: [tier("model", 999, 1)] })).toBe("99 % semantic");
  });

  it("leaves out a tier that has nothing to do", () => {
    expect(coverage({ tiers: [tier("lexical", 10, 0), tier("static", 0, 0), tier("model", 10, 0)] })).toBe(
      "lexical · semantic",
    );
  });

  it("leaves out the quick tier where the model's is complete", () => {
    const tiers = [tier("lexical", 10, 0), tier("static", 10, 0), tier("model", 10, 0)];
    expect(coverage({ tiers })).toBe("lexical · semantic");
  });

  it("promises no time while the index is paused", () => {
    const tiers = [tier("lexical", 10, 0), tier("static", 100, 0), tier("model", 1, 1)];
    expect(coverage({ state: "paused", tiers, etaMs: 1 })).toBe(
      "lexical · quick semantic · 50 % semantic · paused",
    );
  });

  it("says what is wrong with a server that is not there", () => {
    expect(describeCoverage({ phase: "failed", failure: "No server." })).toBe("No server.");
    expect(describeCoverage({ phase: "starting" })).toBe("Starting");
  });
});
