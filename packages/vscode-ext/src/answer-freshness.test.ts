import type { IndexStatus } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { freshnessOf } from "./answer-freshness.ts";

const at = (state: IndexStatus["state"], embedded: number, generation: number): string =>
  freshnessOf({
    state,
    files: 10,
    chunks: 1000,
    embedded,
    pending: 1000 - embedded,
    bytes: 1,
    generation,
    vectorSpace: "space",
    tiers: [{ tier: "model", done: embedded, pending: 1000 - embedded }],
    errors: [],
  });

it("changes with every tenth of a tier, and not with every chunk", () => {
  expect(at("embedding", 310, 4)).toBe(at("embedding", 390, 5));
  expect(at("embedding", 400, 6)).not.toBe(at("embedding", 390, 5));
});

it("changes when an index at rest has another content", () => {
  expect(at("idle", 1000, 7)).not.toBe(at("idle", 1000, 8));
  expect(at("idle", 1000, 7)).toBe(at("idle", 1000, 7));
});
