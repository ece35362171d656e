import { describe, expect, it } from "vitest";
import { fileStem, pathWords } from "./path-words.ts";
import { identifiersOf, searchableWords } from "./split-identifiers.ts";
import { wordStem } from "./word-stem.ts";

describe("words", () => {
  it.each([
    ["parseHTTPResponse2", ["parse", "http", "response", "2"]],
    ["token_states", ["token", "states"]],
    ["MAX_LENGTH", ["max", "length"]],
    ["$scope", ["scope"]],
    ["größeÄndern", ["größe", "ändern"]],
    ["向量", ["向", "量"]],
    ["__", []],
  ])("of %s", (identifier, parts) => {
    expect(identifiersOf(identifier).flatMap((found) => found.parts)).toEqual(parts);
  });

  it("of a text are its identifiers' parts, and the whole where it has several", () => {
    expect(searchableWords("const tokenStates = token_states;")).toBe(
      "const token states tokenstates token states tokenstates",
    );
  });

  it("of a path leave out folders that say nothing", () => {
    expect(pathWords("packages/server/src/index/chunk/line-chunker.test.ts")).toEqual(
      "server index chunk line chunker".split(" "),
    );
    expect(pathWords("README.md")).toEqual(["readme"]);
    expect(fileStem("a/.gitignore")).toBe(".gitignore");
  });

  it("have stems by which a question meets a name", () => {
    for (const word of ["pooled", "pooling", "pools", "pool", "Pool"]) expect(wordStem(word)).toBe("pool");
    expect(wordStem("tokenizers")).toBe(wordStem("tokenize"));
    expect(wordStem("is")).toBe("is");
  });
});
