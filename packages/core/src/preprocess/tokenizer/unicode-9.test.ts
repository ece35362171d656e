import { describe, expect, it } from "vitest";
import { normalizeByUnicode9 } from "./unicode-9.ts";

describe("normalizing by Unicode 9", () => {
  it("normalizes what lies before, between and after characters that are newer, and leaves those as they are", () => {
    // U+30FF is as old as its decomposition, U+32FF (square era name Reiwa) came with Unicode 12.1.
    expect(normalizeByUnicode9("\u30ffe\u0301\u32ff\u32ffe\u0301\u32ffe\u0301", "NFKC")).toBe(
      "コトé\u32ff\u32ffé\u32ffé",
    );
    expect(normalizeByUnicode9("\u32ff", "NFKC")).toBe("\u32ff");
    expect(normalizeByUnicode9("", "NFD")).toBe("");
  });

  it("takes a text of megabytes without a character that is newer", () => {
    const text = "漢".repeat(2 ** 22);
    expect(normalizeByUnicode9(text, "NFD") === text).toBe(true);
  });
});
