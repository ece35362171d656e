import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StructureChunker } from "../index/chunk/structure-chunker.ts";
import type { IndexedChunk } from "../index/code-index.ts";
import { languageOf } from "../index/discover/language.ts";
import { type DuplicateReport, findDuplicates } from "./find-duplicates.ts";

const core = fileURLToPath(new URL("../../../core/src", import.meta.url));
const program = new URL("../../dist/index/chunk/parsing/parser-program.js", import.meta.url);
const chunker = new StructureChunker(256, { program });

async function chunksOf(path: string, text: string, vector?: Float32Array): Promise<IndexedChunk[]> {
  const language = languageOf(path);
  const chunks = await chunker.chunk({ path, language, lines: text.split("\n") });
  return chunks.map((chunk) => ({ ...chunk, path, language, vector }));
}

async function* stream(chunks: readonly IndexedChunk[]): AsyncGenerator<IndexedChunk> {
  yield* chunks;
}

const find = (chunks: readonly IndexedChunk[]): Promise<DuplicateReport> =>
  findDuplicates(stream(chunks), { minimumLines: 6 });

/** The report's groups as sets of paths. */
const paths = ({ groups }: DuplicateReport): string[][] =>
  groups.map((group) => group.map(({ path }) => path));

/** Top-level functions of real files that are long enough to matter. */
function functionsOf(text: string): string[] {
  return [...text.matchAll(/^(?:export )?(?:async )?function[\s\S]*?\n\}$/gm)]
    .map(([found]) => found)
    .filter((found) => found.split("\n").length >= 12);
}

function renamed(code: string): string {
  const names = new Set(
    [...code.matchAll(/\b(?:const|let|of) (\w+)|[(,] ?(\w+)(?=:)/g)].map((m) => m[1] ?? m[2] ?? ""),
  );
  const declared = /function (\w+)/.exec(code)?.[1] ?? "";
  return [...names, declared]
    .filter((name) => name.length > 1)
    .reduce(
      (text, name, index) => text.replace(new RegExp(`(?<![.\\w])${name}\\b(?!:)`, "g"), `other${index}`),
      code,
    );
}

/** Swaps the first two neighbouring statements of one line each. */
function reordered(code: string): string {
  return code.replace(/^( +)([^\s}][^\n]*;)\n\1([^\s}][^\n]*;)$/m, "$1$3\n$1$2");
}

/** One more statement for every ten lines, and one line in twenty gone. */
function edited(code: string): string {
  return code
    .split("\n")
    .flatMap((line, at) => {
      if (at > 1 && at % 10 === 5) return [line, `  trace("step ${at}", ${at});`];
      return at > 1 && at % 20 === 8 && line.endsWith(";") ? [] : [line];
    })
    .join("\n");
}

const changes = { copied: (code: string) => code, renamed, reordered, edited };

describe("duplicates planted in real code", () => {
  const corpus: IndexedChunk[] = [];
  const originals: { readonly path: string; readonly code: string }[] = [];
  let before: DuplicateReport;

  beforeAll(async () => {
    const files = readdirSync(core, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .sort();
    for (const path of files) {
      const text = readFileSync(join(core, path), "utf8");
      corpus.push(...(await chunksOf(path, text)));
      if (!path.endsWith(".test.ts"))
        for (const code of functionsOf(text).slice(0, 1)) originals.push({ path, code });
    }
    before = await find(corpus);
  });
  afterAll(() => chunker.close());

  it.each(Object.entries(changes))(
    "are found when %s, among other neighbours, without any vector",
    async (kind, change) => {
      const planted: IndexedChunk[] = [];
      for (const [index, { code }] of originals.entries()) {
        const neighbour = `export const first${index} = ${index};\n\nexport function size${index}(): number {\n  return ${index};\n}\n`;
        planted.push(...(await chunksOf(`planted/${index}.ts`, `${neighbour}\n${change(code)}\n`)));
      }
      const together = paths(await find([...corpus, ...planted]));
      const isFound = originals.map(({ path }, index) =>
        together.some((group) => group.includes(path) && group.includes(`planted/${index}.ts`)),
      );
      const share = isFound.filter(Boolean).length / isFound.length;
      console.log(`${kind}: ${isFound.filter(Boolean).length} of ${isFound.length} planted duplicates found`);
      expect(originals.length).toBeGreaterThan(40);
      expect(share).toBeGreaterThanOrEqual(0.9);
    },
  );

  it("are not seen where there are none: few pieces of the code itself are alike", () => {
    const inGroups = before.groups.flat().length;
    expect(before.compared).toBeGreaterThan(300);
    expect(inGroups / before.compared).toBeLessThan(0.1);
  });
});

const loop = `export async function retry<T>(call: () => Promise<T>, times: number): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt + 1 === times) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
    }
  }
}
`;
const recursion = `export function withBackoff<Result>(task: Task<Result>, left = 5, pause = 50): Promise<Result> {
  return task.run().catch((failure: unknown) => {
    const isFinal = left <= 1 || !(failure instanceof Transient);
    return isFinal
      ? Promise.reject(failure)
      : sleep(pause).then(() => withBackoff(task, left - 1, Math.min(pause * 2, task.longestPause)));
  });
}
`;
const same = Float32Array.of(1, 0);
const across = Float32Array.of(0, 1);

describe("what is called a duplicate", () => {
  it("is no other way to the same end, however near the vectors are", async () => {
    const chunks = [...(await chunksOf("a.ts", loop, same)), ...(await chunksOf("b.ts", recursion, same))];
    expect((await find(chunks)).groups).toEqual([]);
  });

  it("is no piece of like words that means something else to the model", async () => {
    const other = loop
      .replace("throw error;", "{ report(error); throw error; }")
      .replace("return await", "seen++; return");
    const near = [...(await chunksOf("a.ts", loop, same)), ...(await chunksOf("b.ts", other, same))];
    expect((await find(near)).groups.map((group) => group.map(({ likeness }) => likeness))).toEqual([
      ["same", "near"],
    ]);
    const far = [...(await chunksOf("a.ts", loop, same)), ...(await chunksOf("b.ts", other, across))];
    expect((await find(far)).groups).toEqual([]);
  });

  it("is the same whatever comments, imports and white space it stands in, and is grouped once", async () => {
    const spaced = `import { x } from "./x.ts";\n\n/** Said otherwise. */\n${loop.replaceAll("\n    ", "\n\t\t\t")}`;
    const chunks = [];
    for (const [path, text] of [
      ["c.ts", loop],
      ["a.ts", spaced],
      ["b.ts", loop],
    ] as const) {
      chunks.push(...(await chunksOf(path, text)));
    }
    const report = await find(chunks);
    expect(paths(report)).toEqual([["a.ts", "b.ts", "c.ts"]]);
    expect(report.groups[0]?.every(({ likeness, score }) => likeness === "same" && score === 1)).toBe(true);
  });

  it("is found in other languages by their own comments", async () => {
    const python = (name: string, comment: string) =>
      `def ${name}(rows, limit):\n    # ${comment}\n    total = 0\n    for row in rows:\n        if row.size > limit:\n            continue\n        total += row.size * row.count\n        row.seen = True\n    if total == 0:\n        raise ValueError("empty")\n    return total / len(rows)\n`;
    const chunks = [
      ...(await chunksOf("a.py", python("mean", "The mean."))),
      ...(await chunksOf("b.py", python("average", "Another word for it, and a longer one."))),
    ];
    expect(paths(await find(chunks))).toEqual([["a.py", "b.py"]]);
  });

  it("has to be long enough, and a request can be cancelled", async () => {
    const chunks = [...(await chunksOf("a.ts", loop)), ...(await chunksOf("b.ts", loop))];
    const report = await findDuplicates(stream(chunks), { minimumLines: 40 });
    expect(report).toMatchObject({ groups: [], compared: 0, chunks: 2, embedded: 0 });
    const signal = AbortSignal.abort();
    await expect(findDuplicates(stream(chunks), { minimumLines: 6, signal })).rejects.toMatchObject({
      name: "Cancelled",
    });
  });
});
