import { expect, it } from "vitest";
import { matchingLine } from "./matching-line.ts";

const preview = [
  "",
  "import { mean } from './mean.ts';",
  "",
  "/** Pools the token vectors of one text. */",
  "export function pool(states: TokenStates): Float32Array {",
  "  return   mean(states);",
  "}",
].join("\n");

it("shows the line with most of the question's words", () => {
  expect(matchingLine(preview, "where are token vectors pooled")).toEqual({
    offset: 3,
    text: "/** Pools the token vectors of one text. */",
  });
});

it("finds words inside identifiers, whatever their case", () => {
  expect(matchingLine(preview, "TOKENSTATES").offset).toBe(4);
});

it("counts long words for more than several short ones", () => {
  expect(matchingLine("the and for\nquantisation", "the and for quantisation").offset).toBe(1);
});

it("shows the first line that is not blank when no word matches", () => {
  expect(matchingLine(preview, "sharding").offset).toBe(1);
  expect(matchingLine("", "sharding")).toEqual({ offset: 0, text: "" });
});

it("takes words of any script", () => {
  expect(matchingLine("erste Zeile\n// größe prüfen", "wo wird die Größe geprüft").offset).toBe(1);
});

it("puts the line on one line", () => {
  expect(matchingLine(preview, "return").text).toBe("return mean(states);");
});
