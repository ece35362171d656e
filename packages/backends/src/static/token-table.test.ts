import { describe, expect, it } from "vitest";
import { meanOfTokens, quantizeTable } from "./token-table.ts";

const vectors = Float32Array.of(1, -2, /* second token */ 0, 0, /* third */ 0.5, 0.25);
const table = quantizeTable(vectors, 2, Float32Array.of(1, 5, 10));

describe("a table of token vectors", () => {
  it("holds each row by its largest magnitude, the weight in the scale alone", () => {
    expect([...table.values]).toEqual([64, -127, 0, 0, 127, 64]);
    expect(table.scales[0]).toBeCloseTo(2 / 127, 7);
    expect(table.scales[1]).toBe(0);
    expect(table.scales[2]).toBeCloseTo(5 / 127, 7);
  });

  it("gives the mean of the weighted vectors of real tokens", () => {
    const ids = Int32Array.of(0, 2, /* second text */ 2, 1);
    const mask = Int32Array.of(1, 1, /* second text */ 1, 0);
    const means = meanOfTokens(table, ids, mask, 2);
    expect(means[0]).toBeCloseTo(((64 * 2) / 127 + 5) / 2, 5);
    expect(means[1]).toBeCloseTo((-2 + (64 * 5) / 127) / 2, 5);
    expect(means[2]).toBeCloseTo(5, 5);
  });

  it("gives a text without tokens the zero vector", () => {
    expect([...meanOfTokens(table, Int32Array.of(1), Int32Array.of(0), 1)]).toEqual([0, 0]);
  });
});
