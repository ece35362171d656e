import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sha256OfBytes, sha256OfText } from "./sha256.ts";

describe("sha256 without Node", () => {
  it("is Node's for every length around the block's end, and beyond ASCII", async () => {
    const texts = Array.from({ length: 130 }, (_, length) => "aé漢🦉".repeat(40).slice(0, length));
    for (const text of texts) {
      const expected = createHash("sha256").update(text).digest("hex");
      expect(sha256OfText(text)).toBe(expected);
      expect(await sha256OfBytes(new TextEncoder().encode(text))).toBe(expected);
    }
  });
});
