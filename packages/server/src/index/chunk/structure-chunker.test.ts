import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../seeded-random.ts";
import { languageOf } from "../discover/language.ts";
import { languageSamples } from "../testing/language-samples.ts";
import { type Chunk, embeddedText } from "./chunker.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { LineChunker } from "./line-chunker.ts";
import { StructureChunker } from "./structure-chunker.ts";

const repository = fileURLToPath(new URL("../../../../..", import.meta.url));
const program = new URL("../../../dist/index/chunk/parsing/parser-program.js", import.meta.url);
const chunker = new StructureChunker(256, { program });
const scratch = mkdtempSync(join(tmpdir(), "isovec-chunk-"));

afterAll(() => {
  chunker.close();
  rmSync(scratch, { recursive: true, force: true });
});

function sourceOf(path: string, text: string) {
  return { path, language: languageOf(path), lines: text.split(/\r?\n/) };
}

/** Every line that is not blank is in a chunk, in order, as it stands; nothing is cut off. */
function expectLossless(lines: readonly string[], chunks: readonly Chunk[], name: string): void {
  const squeezed = (text: string) => text.replace(/\s/g, "");
  expect(squeezed(chunks.map(({ text }) => text).join("")), name).toBe(squeezed(lines.join("")));
  let before = 1;
  for (const chunk of chunks) {
    expect(chunk.startLine, name).toBeGreaterThanOrEqual(before);
    expect(
      lines
        .slice(chunk.startLine - 1, chunk.endLine)
        .join("\n")
        .includes(chunk.text),
      name,
    ).toBe(true);
    expect(estimateTokens(embeddedText(chunk)), name).toBeLessThanOrEqual(256);
    before = chunk.endLine;
  }
}

/** A text with something taken out, doubled or broken, as an editor shows it half-way. */
function mutated(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const to = at + Math.floor((random() * text.length) / 4);
  const kind = random();
  if (kind < 0.35) return text.slice(0, at);
  if (kind < 0.6) return text.slice(0, at) + text.slice(to);
  if (kind < 0.8) return text.slice(0, to) + text.slice(at);
  return `${text.slice(0, at)}${["}", '"', "/*", "\0", "(((", "\ud83d", "`", "<<<"][Math.floor(random() * 8)]}${text.slice(at)}`;
}

describe("chunks by structure", () => {
  it.each(languageSamples.map((sample) => [languageOf(sample.path), sample] as const))(
    "find what %s defines, and lose nothing of it whole or broken",
    async (language, { path, code, names }) => {
      const source = sourceOf(path, code);
      const chunks = await chunker.chunk(source);
      expectLossless(source.lines, chunks, language);
      expect(chunks.flatMap(({ symbols }) => symbols)).toEqual(expect.arrayContaining([...names]));
      // By lines there would be names of another kind: the grammar has been there.
      if (language === "html") expect(chunks).not.toEqual([]);

      const random = seededRandom(language.length + 7);
      const long = Array.from({ length: 12 }, () => code).join("\n");
      for (let round = 0; round < 25; round++) {
        const broken = sourceOf(path, mutated(round % 2 === 0 ? code : long, random));
        expectLossless(broken.lines, await chunker.chunk(broken), `${language}, round ${round}`);
      }
    },
  );

  it("lose nothing of garbage, whatever language it is taken for", async () => {
    const pieces = [
      "x",
      "class ",
      "def ",
      "{",
      "}",
      "(",
      '"',
      "/*",
      "*/",
      "#",
      "\n",
      "\n\n  ",
      "\t",
      "漢",
      "🙂",
      "\ud83d",
      "\0",
    ];
    const random = seededRandom(5);
    for (const { path } of languageSamples) {
      for (let round = 0; round < 8; round++) {
        const length = Math.floor(random() * (round === 7 ? 20_000 : 600));
        const parts = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]);
        const source = sourceOf(path, parts.join(""));
        expectLossless(source.lines, await chunker.chunk(source), `${path}, round ${round}`);
      }
    }
  });

  it("lose nothing of this repository's own files, and are the same every time", async () => {
    const files = execFileSync("git", ["ls-files", "packages/server/src", "packages/core/src", "docs"], {
      cwd: repository,
      encoding: "utf8",
    });
    const again = new StructureChunker(256, { program, processes: 1 });
    for (const path of files.split("\n").filter((name) => /\.(?:ts|md|json)$/.test(name))) {
      const text = readFileSync(join(repository, path), { encoding: "utf8", flag: "r" });
      const source = sourceOf(path, text);
      const chunks = await chunker.chunk(source);
      expectLossless(source.lines, chunks, path);
      if (path.includes("/index/")) expect(await again.chunk(source)).toEqual(chunks);
    }
    again.close();
  });

  it("keep comments and decorators with what they describe, and say in the header where a method belongs", async () => {
    const body = Array.from(
      { length: 14 },
      (_, index) => `    this.total += computeShare(${index}, this.rate);`,
    );
    const method = (name: string) => [
      `  /** Sums the shares of ${name}. */`,
      "  @logged",
      `  ${name}(): void {`,
      ...body,
      "  }",
      "",
    ];
    const lines = [
      "/** Keeps the books. */",
      "export class Ledger {",
      "  total = 0;",
      "",
      ...method("spring"),
      ...method("autumn"),
      "}",
    ];
    const chunks = await chunker.chunk({ path: "src/books/ledger.ts", language: "typescript", lines });
    const spring = chunks.find(({ symbols }) => symbols.includes("spring"));
    expect(spring?.text.startsWith("  /** Sums the shares of spring. */\n  @logged")).toBe(true);
    expect(spring?.text.includes("autumn")).toBe(false);
    expect(spring?.header).toBe("books ledger\nLedger\nexport class Ledger {\nKeeps the books.");
    expect(chunks.find(({ symbols }) => symbols.includes("autumn"))?.symbols).toEqual(["autumn"]);
    expect(chunks[0]?.header).toBe("books ledger");
  });

  it("say what a piece from the inside of a long function belongs to", async () => {
    const lines = [
      "// Walks the graph.",
      "export function walk(graph: Graph) {",
      ...Array.from({ length: 90 }, (_, index) => `  visit(graph.nodes[${index}], graph.edges[${index}]);`),
      "}",
    ];
    const chunks = await chunker.chunk({ path: "graph.ts", language: "typescript", lines });
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.map(({ header }) => header)).toEqual([
      "graph",
      ...chunks.slice(1).map(() => "graph\nwalk\nexport function walk(graph: Graph) {\nWalks the graph."),
    ]);
    expect(chunks.map(({ symbols }) => symbols)).toEqual([["walk"], ...chunks.slice(1).map(() => [])]);
  });

  it("of files that were parsed together are lines for that one only over which the parser ended", async () => {
    const choosy = join(scratch, "choosy.mjs");
    writeFileSync(
      choosy,
      `await import(${JSON.stringify(program.href)});
       process.prependListener("message", (requests) => {
         if (requests.some(({ source }) => source.path === "f3.ts")) process.exit(1);
       });`,
    );
    const sources = Array.from({ length: 8 }, (_, index) =>
      sourceOf(`f${index}.ts`, `export function f${index}() {\n${"  again();\n".repeat(50)}}\n`.repeat(3)),
    );
    const alone = await Promise.all(sources.map((source) => chunker.chunk(source)));
    const failing = new StructureChunker(256, { program: pathToFileURL(choosy), processes: 1 });
    const together = await Promise.all(sources.map((source) => failing.chunk(source)));
    failing.close();
    const byLines = sources.map((source) => new LineChunker(256).chunk(source));
    expect(together).toEqual(alone.map((chunks, index) => (index === 3 ? byLines[index] : chunks)));
    expect(alone[3]).not.toEqual(byLines[3]);
  });

  it("fall back to lines where there is no grammar, or the parser ends or hangs", async () => {
    const byLines = new LineChunker(256);
    const text = "export function a() {\n  return 1;\n}\n";
    const perl = sourceOf("a.pl", "sub a {\n  1\n}\n");
    expect(await chunker.chunk(perl)).toEqual(byLines.chunk(perl));
    const dying = join(scratch, "dying.mjs");
    writeFileSync(dying, 'process.on("message", () => process.abort());');
    const failing = new StructureChunker(256, { program: pathToFileURL(dying) });
    const source = sourceOf("a.ts", text);
    for (let round = 0; round < 6; round++)
      expect(await failing.chunk(source)).toEqual(byLines.chunk(source));
    failing.close();
    const hanging = join(scratch, "hanging.mjs");
    writeFileSync(hanging, 'process.on("message", () => { for (;;); });');
    const stuck = new StructureChunker(256, { program: pathToFileURL(hanging), limitMs: 200 });
    expect(await stuck.chunk(source)).toEqual(byLines.chunk(source));
    stuck.close();
  });
});
