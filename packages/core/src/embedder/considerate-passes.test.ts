import { describe, expect, it } from "vitest";
import { ConsideratePasses } from "./considerate-passes.ts";

describe("background passes", () => {
  const batch = [5, 2, 8, 1, 0];

  it("are made as planned while nobody asks", () => {
    expect(new ConsideratePasses().passesOf(batch, 200, 0)).toEqual([batch]);
  });

  it("are small while a person is asking, and each text is in one of them", () => {
    const passes = new ConsideratePasses();
    passes.asked(1_000);
    expect(passes.passesOf(batch, 128, 2_000)).toEqual([[5, 2], [8, 1], [0]]);
    expect(passes.passesOf(batch, 20, 2_000)).toEqual([batch]);
    expect(passes.passesOf(batch, 128, 11_001)).toEqual([batch]);
  });

  it("hold one text at least, however long", () => {
    const passes = new ConsideratePasses();
    passes.asked(0);
    expect(passes.passesOf([3, 4], 8_192, 0)).toEqual([[3], [4]]);
    expect(passes.passesOf([3, 4], 0, 0)).toEqual([[3, 4]]);
  });
});
