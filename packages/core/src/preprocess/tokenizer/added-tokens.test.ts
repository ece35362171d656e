import { describe, expect, it } from "vitest";
import { AddedTokens } from "./added-tokens.ts";

// What tokenizers 0.23.3 does; the random strings in test/src/tokenizers hold the same, by ids.

const mask = { id: 1, content: "<mask>", lstrip: true };
const tokens = new AddedTokens(
  [
    mask,
    { id: 2, content: "<sep>", rstrip: true },
    { id: 3, content: "<one>", single_word: true },
    { id: 4, content: "left" },
    { id: 5, content: "lefts" },
    { id: 6, content: "  " },
  ].map((token) => [token.content, token]),
);

describe("added tokens", () => {
  it.each<[string, string, (string | number)[]]>([
    ["the next-line character is white space that goes with the token", "a\u0085<mask>", ["a", 1]],
    ["a byte order mark is none, and stays", "a\ufeff<mask>", ["a\ufeff", 1]],
    ["white space on the right goes too", "<sep> \u3000b", [2, "b"]],
    ["on the other side it stays", "<mask> b", [1, " b"]],
    ["white space that was a token before is not taken again", "a   <mask>", ["a", 6, 1]],
    ["a single word stands between what is no word", "(<one>)", ["(", 3, ")"]],
    ["a mark, a digit or a joiner makes it part of a word", "é\u0301<one> <one>1", ["é\u0301<one> <one>1"]],
    ["of two that begin at one place the longer is taken", "lefts left", [5, " ", 4]],
  ])("%s", (_what, text, expected) => {
    const sections = tokens.split(text).map((section) => ("id" in section ? section.id : section.text));
    expect(sections).toEqual(expected);
  });
});
