import { describe, expect, it } from "vitest";
import { quantize } from "./quantized-linear.ts";

describe("8-bit blocks", () => {
  it("scale each block of 32 by its largest magnitude", () => {
    const weight = new Float32Array(64);
    weight.set([127, -127, 1, 0.4, -0.6], 0);
    weight.set([0.5, -0.25], 32);
    const { values, scales } = quantize(weight, { inputs: 64, outputs: 1 });
    expect([...scales]).toEqual([1, Math.fround(0.5 / 127)]);
    expect([...values.subarray(0, 6)]).toEqual([255, 1, 129, 128, 127, 128]);
    expect([...values.subarray(32, 35)]).toEqual([255, 64, 128]);
  });

  it("begin anew with every row, and fill the last block with zeros", () => {
    const weight = Float32Array.from({ length: 80 }, (_, index) => (index < 40 ? 1 : -2));
    const { values, scales } = quantize(weight, { inputs: 40, outputs: 2 });
    expect(scales).toHaveLength(4);
    expect([...values.subarray(32, 64)]).toEqual([...Array(8).fill(255), ...Array(24).fill(128)]);
    expect([...values.subarray(64, 96)]).toEqual(Array(32).fill(1));
  });

  it("keep a block of zeros", () => {
    const { values, scales } = quantize(new Float32Array(32), { inputs: 32, outputs: 1 });
    expect([...scales]).toEqual([0]);
    expect(values.every((value) => value === 128)).toBe(true);
  });
});
