import { describe, expect, it } from "vitest";
import { seededRandom } from "../../seeded-random.ts";
import { ByteMatrix } from "./byte-matrix.ts";

function vectorsOf(count: number, dimensions: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Float32Array.from({ length: dimensions }, () => random() - 0.5));
}

const exact = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
const length = (a: Float32Array) => Math.sqrt(exact(a, a));

describe("a matrix of bytes", () => {
  it.each([1, 15, 16, 17, 256, 384, 1_024, 4_096])(
    "scores rows of %d dimensions as floats do",
    async (dimensions) => {
      const [query = new Float32Array(), ...rows] = vectorsOf(60, dimensions, dimensions);
      const matrix = new ByteMatrix(dimensions);
      for (const row of rows) matrix.append(row);
      const seen: number[] = [];
      await matrix.each(query, (row, score) => {
        seen.push(row);
        const vector = rows[row] ?? new Float32Array();
        expect(Math.abs(score - exact(vector, query))).toBeLessThan(0.01 * length(vector) * length(query));
        return Number.NEGATIVE_INFINITY;
      });
      expect(seen).toEqual(rows.map((_, row) => row));
    },
  );

  it("holds the largest sums that there are, and zeros", async () => {
    const dimensions = 8_192;
    const matrix = new ByteMatrix(dimensions);
    const ones = new Float32Array(dimensions).fill(1);
    matrix.append(ones);
    matrix.append(ones.map((value) => -value));
    matrix.append(new Float32Array(dimensions));
    const scores: number[] = [];
    await matrix.each(ones, (_row, score) => {
      scores.push(score);
      return Number.NEGATIVE_INFINITY;
    });
    expect(scores.map(Math.round)).toEqual([dimensions, -dimensions, 0]);
    await matrix.each(new Float32Array(dimensions), () => expect.unreachable());
  });

  it("gives only what reaches the least that is wanted by then", async () => {
    const matrix = new ByteMatrix(1);
    for (const value of [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 9]) matrix.append(Float32Array.of(value));
    const seen: number[] = [];
    await matrix.each(Float32Array.of(1), (row, score) => {
      seen.push(row);
      return score;
    });
    expect(seen).toEqual([0, 2, 4, 5, 10]);
  });

  it("keeps its rows when its memory grows, over several passes", async () => {
    const count = 140_000;
    const matrix = new ByteMatrix(16);
    for (let row = 0; row < count; row++) matrix.append(Float32Array.of(row + 1, ...new Array(15).fill(0)));
    let wrong = 0;
    await matrix.each(Float32Array.of(1, ...new Array(15).fill(0)), (row, score) => {
      if (Math.abs(score / (row + 1) - 1) > 1e-6) wrong++;
      return Number.NEGATIVE_INFINITY;
    });
    expect({ rows: matrix.rows, wrong }).toEqual({ rows: count, wrong: 0 });
  });
});
