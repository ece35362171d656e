import { describe, expect, it } from "vitest";
import { dense } from "./dense.ts";
import { normalize } from "./normalize.ts";
import { toBinary, toInt8 } from "./quantize.ts";
import { assertFinite, cutDimensions } from "./vector-from-states.ts";

describe("normalize", () => {
  it("gives unit length", () => {
    expect(Array.from(normalize(Float32Array.from([3, 4])))).toEqual([0.6, 0.8].map(Math.fround));
  });

  it("leaves a zero vector zero", () => {
    expect(Array.from(normalize(new Float32Array(3)))).toEqual([0, 0, 0]);
  });
});

describe("dense", () => {
  const step = {
    kind: "dense" as const,
    inputs: 2,
    outputs: 3,
    weight: Float32Array.from([1, 2, -3, 0.5, 0, -1]),
    bias: Float32Array.from([0.5, 0, -1]),
    sha256: "",
  };
  const vector = Float32Array.from([1, 2]);
  const linear = [5.5, -2, -3];

  // Reference values by Python's math module.
  it.each([
    ["identity", linear],
    ["relu", [5.5, 0, 0]],
    ["tanh", [0.9999665971563038, -0.9640275800758169, -0.9950547536867305]],
    ["sigmoid", [0.995929862284104, 0.11920292202211755, 0.04742587317756678]],
    ["gelu", [5.499999895557407, -0.04550026389635842, -0.00404969409489031]],
  ] as const)("applies the weights as [outputs, inputs], then %s", (activation, expected) => {
    const projected = dense(vector, { ...step, activation });
    for (const [i, value] of expected.entries()) expect(projected[i]).toBeCloseTo(value, 6);
  });
});

describe("dimensions and quantisation", () => {
  it("cuts and restores unit length only where the model's vectors have it", () => {
    const vector = Float32Array.from([3, 4, 12]);
    expect(Array.from(cutDimensions(vector, 2, true))).toEqual([0.6, 0.8].map(Math.fround));
    expect(Array.from(cutDimensions(vector, 2, false))).toEqual([3, 4]);
    expect(Array.from(vector)).toEqual([3, 4, 12]);
  });

  it("scales int8 by 127 and clamps", () => {
    expect(Array.from(toInt8(Float32Array.from([1, -1, 0.5, -0.004, 2])))).toEqual([127, -127, 64, -1, 127]);
  });

  it("packs sign bits from the top bit, each row on its own bytes", () => {
    const rows = Float32Array.from([
      1, -1, 1, 0, 0, 0, 0, 0, 1, /* second row */ -1, 1, -1, -1, -1, -1, -1, -1, -1,
    ]);
    expect(Array.from(toBinary(rows, 9))).toEqual([0b1010_0000, 0b1000_0000, 0b0100_0000, 0]);
  });
});

describe("assertFinite", () => {
  it("names the input by index and first words", () => {
    const vector = Float32Array.from([0, Number.NaN]);
    expect(() => assertFinite(vector, 7, "lorem ipsum")).toThrowError(
      expect.objectContaining({
        name: "NonFinite",
        message: expect.stringMatching(/Input 7 \("lorem ipsum"\).*component 1/),
      }),
    );
  });
});
