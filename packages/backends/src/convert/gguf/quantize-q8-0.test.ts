import { describe, expect, it } from "vitest";
import { quantizeQ8 } from "./quantize-q8-0.ts";

/** A block of 32 that begins with the given values. */
function block(...values: number[]): Float32Array {
  const block = new Float32Array(32);
  block.set(values);
  return block;
}

function parts(bytes: Uint8Array, at = 0) {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at * 34, 34);
  return {
    scale: view.getUint16(0, true),
    weights: Array.from({ length: 32 }, (_, index) => view.getInt8(2 + index)),
  };
}

describe("Q8_0", () => {
  it("has a scale of the largest magnitude / 127: 127 gives 1, and whole numbers stay", () => {
    const { scale, weights } = parts(quantizeQ8(block(127, -127, 1, -1, 64)));
    expect(scale).toBe(0x3c00);
    expect(weights.slice(0, 6)).toEqual([127, -127, 1, -1, 64, 0]);
  });

  it("rounds halves away from zero on both sides", () => {
    const { weights } = parts(
      quantizeQ8(block(127, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.49999997, -0.49999997)),
    );
    expect(weights.slice(1, 9)).toEqual([1, -1, 2, -2, 3, -3, 0, 0]);
  });

  it("takes the sign of the largest magnitude into account", () => {
    const { scale, weights } = parts(quantizeQ8(block(-254, 127, 2)));
    expect(scale).toBe(0x4000);
    expect(weights.slice(0, 3)).toEqual([-127, 64, 1]);
  });

  it("divides by the scale before it is rounded to fp16", () => {
    // The scale 1 / 127 is 0x2008 = 0.00787354 in fp16. 63.498 of the first are 63.502 of the second.
    const { scale, weights } = parts(quantizeQ8(block(1, 0.49998425, 0.25, 0.1)));
    expect(scale).toBe(0x2008);
    expect(weights.slice(0, 4)).toEqual([127, 63, 32, 13]);
  });

  it("gives zeros the scale 0, and every block its own", () => {
    const bytes = quantizeQ8(Float32Array.of(...block(), ...block(127), ...block(0.127)));
    expect(bytes).toHaveLength(3 * 34);
    expect(parts(bytes)).toEqual({ scale: 0, weights: Array(32).fill(0) });
    expect(parts(bytes, 1).scale).toBe(0x3c00);
    // 0.001 in fp16: 2^-10 * (1 + 24.576 / 1024), the fraction rounded to 25.
    expect(parts(bytes, 2).scale).toBe((5 << 10) | 25);
  });
});
