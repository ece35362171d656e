import { describe, expect, it } from "vitest";
import { seededRandom } from "../../seeded-random.ts";
import { type Chunk, embeddedText } from "./chunker.ts";
import { declaredNames } from "./declared-names.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { LineChunker } from "./line-chunker.ts";

const chunker = new LineChunker(256);

function chunksOf(
  lines: readonly string[],
  path = "packages/server/src/index/chunk/line-chunker.ts",
): Chunk[] {
  return chunker.chunk({ path, language: "typescript", lines });
}

/** A file as no one would write it: deep, blank, endless, unspaced, broken. */
function oddLines(random: () => number): string[] {
  const pieces = [
    "x",
    "word",
    "fooBarBaz",
    " ",
    "\t",
    "{",
    "}",
    ";",
    "漢",
    "🙂",
    "\ud83d",
    "0x1F",
    "e\u0301",
    "\u00a0",
  ];
  const pick = () => pieces[Math.floor(random() * pieces.length)] ?? "";
  return Array.from({ length: Math.floor(random() * 120) }, () => {
    const kind = random();
    if (kind < 0.25) return " ".repeat(Math.floor(random() * 5));
    const length = Math.floor(kind > 0.97 ? random() * 6_000 : random() * 30);
    return " ".repeat(Math.floor(random() * 9)) + Array.from({ length }, pick).join("");
  });
}

describe("chunks by lines", () => {
  it("lose nothing, stay bounded and in order, whatever the file", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const lines = oddLines(seededRandom(seed));
      const chunks = chunksOf(lines);
      let expected = "";
      for (const line of lines) expected += line.trim() === "" ? "" : line;
      const kept = chunks.map(({ text }) => text.replaceAll("\n", "")).join("");
      expect(kept.replace(/\s/g, ""), `seed ${seed}`).toBe(expected.replace(/\s/g, ""));

      let before = 1;
      for (const chunk of chunks) {
        expect(chunk.startLine).toBeGreaterThanOrEqual(before);
        expect(chunk.endLine).toBeGreaterThanOrEqual(chunk.startLine);
        expect(chunk.endLine).toBeLessThanOrEqual(lines.length);
        expect(estimateTokens(embeddedText(chunk)), `seed ${seed}`).toBeLessThanOrEqual(256);
        expect(chunk.text.trim()).not.toBe("");
        const whole = lines.slice(chunk.startLine - 1, chunk.endLine).join("\n");
        expect(whole.includes(chunk.text)).toBe(true);
        before = chunk.endLine;
      }
    }
  });

  it("is one chunk for a small file, none for a blank one", () => {
    expect(chunksOf(["", "const a = 1;", "", "const b = 2;", ""])).toEqual([
      {
        startLine: 2,
        endLine: 4,
        text: "const a = 1;\n\nconst b = 2;",
        header: "server index chunk line chunker",
        symbols: ["a", "b"],
      },
    ]);
    expect(chunksOf(["", "  ", "\t"])).toEqual([]);
    expect(chunksOf([])).toEqual([]);
  });

  it("begins chunks where functions begin", () => {
    const lines = Array.from({ length: 12 }, (_, index) => [
      "/** Says what it does. */",
      `export function step${index}(input: string): string {`,
      "  if (input.length > 0) {",
      "    return input.trim().split(',').map((part) => part.toUpperCase()).join(';');",
      "  }",
      "",
      "  return input;",
      "}",
      "",
    ]).flat();
    const chunks = chunksOf(lines);
    expect(chunks.length).toBeGreaterThan(2);
    for (const { text } of chunks) {
      expect(text.startsWith("/** Says")).toBe(true);
      expect(text.endsWith("}")).toBe(true);
    }
  });

  it("cuts a line of a mebibyte into bounded pieces, and quickly", () => {
    const since = performance.now();
    for (const line of [
      "a1".repeat(500_000),
      "ab, cd; ".repeat(130_000),
      `${" ".repeat(1_000_000)}x`,
      "🙂".repeat(250_000),
    ]) {
      const chunks = chunksOf([line]);
      expect(
        chunks
          .map(({ text }) => text)
          .join("")
          .trim(),
      ).toBe(line.trim());
      for (const { text } of chunks) {
        expect(estimateTokens(text)).toBeLessThanOrEqual(256);
        expect(text.isWellFormed()).toBe(true);
        expect(text.length).toBeLessThan(20_000);
      }
    }
    expect(performance.now() - since).toBeLessThan(5_000);
  });

  it("gives a model with a smaller view smaller chunks, and another id", () => {
    const small = new LineChunker(64);
    expect(small.id).not.toBe(chunker.id);
    expect(new LineChunker(8_192).id).toBe(chunker.id);
    const lines = Array.from({ length: 40 }, (_, index) => `const value${index} = compute(${index});`);
    for (const chunk of small.chunk({ path: "a.ts", language: "typescript", lines })) {
      expect(estimateTokens(embeddedText(chunk))).toBeLessThanOrEqual(64);
    }
  });
});

describe("declared names", () => {
  it("are found in the common languages", () => {
    const code = [
      "export default async function loadModel() {}",
      "export abstract class Pooling {}",
      "  private static final class Inner {",
      "def encode_text(self):",
      "pub(crate) fn forward() {}",
      "func (e *Embedder) Embed() {}",
      "const answer = 42;",
      "type Space = string;",
      "return className;",
    ].join("\n");
    expect(declaredNames(code)).toEqual([
      "loadModel",
      "Pooling",
      "Inner",
      "encode_text",
      "forward",
      "Embed",
      "answer",
      "Space",
    ]);
  });
});
