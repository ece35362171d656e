import { describe, expect, it } from "vitest";
import { splitPassages } from "./split-passages.ts";

describe("cutting a text into passages", () => {
  it("keeps every line that is not blank once, under its number", () => {
    const lines = Array.from({ length: 100 }, (_, index) => (index % 7 === 3 ? "" : `line ${index + 1}`));
    for (const paragraphs of [true, false]) {
      const found = splitPassages("file", lines.join("\n"), paragraphs).flatMap(({ line, text }) =>
        text.split("\n").map((content, offset) => [line + offset, content] as const),
      );
      const wanted = lines.map((content, index) => [index + 1, content] as const);
      const filled = ([, content]: readonly [number, string]) => content !== "";
      expect(found.filter(filled)).toEqual(wanted.filter(filled));
    }
  });

  it("makes each paragraph a passage where asked", () => {
    expect(splitPassages("typed", "\n\none\n\n \ntwo\r\nlines\n", true)).toEqual([
      { source: "typed", line: 3, text: "one" },
      { source: "typed", line: 6, text: "two\nlines" },
    ]);
  });

  it("gives nothing for a blank text", () => {
    expect(splitPassages("typed", " \n\t\n")).toEqual([]);
  });
});
