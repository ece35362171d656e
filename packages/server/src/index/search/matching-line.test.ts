import { describe, expect, it } from "vitest";
import { matchingLine, queryStems } from "./matching-line.ts";

const text = `import { scrypt } from "crypto";

/** Where secrets are kept. */
export function hashPassword(phrase) {
  return scrypt(phrase);
}`;

describe("matchingLine", () => {
  it.each([
    ["words inside of identifiers, in any form", "where are passwords hashed", 3],
    ["one long word rather than a short one", "crypto in", 0],
    ["the first line that is not blank when no word is there", "unrelated", 0],
    ["the first line for a question without words", "??", 0],
  ])("finds %s", (_what, query, line) => {
    expect(matchingLine(text, query)).toBe(line);
  });

  it("passes over blank lines at the start", () => {
    expect(matchingLine("\n\n  first", "unrelated")).toBe(2);
  });
});

describe("queryStems", () => {
  it("leaves out words that only ask", () => {
    expect([...queryStems("where are the token vectors pooled")]).toEqual(["token", "vect", "pool"]);
  });
});
