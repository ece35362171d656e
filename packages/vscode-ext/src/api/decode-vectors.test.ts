import type { EmbedResult } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { decodeVectors } from "./decode-vectors.ts";

const answer = (data: string, count: number): EmbedResult => ({
  vectorSpace: "space",
  dimensions: 2,
  dtype: "float32",
  count,
  data,
  usage: [],
});

it("takes the rows apart", () => {
  // 1, -2, 0.5, 3 in little-endian float32.
  const data = Buffer.from("0000803f000000c00000003f00004040", "hex").toString("base64");
  expect(decodeVectors(answer(data, 2)).map((row) => [...row])).toEqual([
    [1, -2],
    [0.5, 3],
  ]);
});

it("gives no row for no text", () => {
  expect(decodeVectors(answer("", 0))).toEqual([]);
});

it("refuses an answer that is too short", () => {
  expect(() => decodeVectors(answer(Buffer.alloc(8).toString("base64"), 2))).toThrow(/2 vectors of 2/);
});
