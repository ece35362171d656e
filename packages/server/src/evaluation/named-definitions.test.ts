import { expect, it } from "vitest";
import { StructureChunker } from "../index/chunk/structure-chunker.ts";
import { namedDefinitions } from "./named-definitions.ts";

const program = new URL("../../dist/index/chunk/parsing/parser-program.js", import.meta.url);

async function named(texts: Readonly<Record<string, string>>) {
  const chunker = new StructureChunker(256, { program, processes: 1 });
  const { signal } = new AbortController();
  return namedDefinitions(new Map(Object.entries(texts)), chunker, signal).finally(() => chunker.close());
}

it("are declared in one file and used in another, and are asked as written or as said", async () => {
  expect(
    await named({
      "src/query.ts": "export function parseQuery(text: string): string {\n  return text;\n}\n",
      "src/search.ts": 'import { parseQuery } from "./query.ts";\nparseQuery("x");\n',
    }),
  ).toEqual([{ name: "parseQuery", words: "parse query", paths: ["src/query.ts"] }]);
});

it("have every file that declares them for an answer, methods and other spellings too", async () => {
  const [only, ...others] = await named({
    "src/query.ts": "export class Query {\n  parseQuery(text: string) {\n    return text;\n  }\n}\n",
    "src/query.py": "def parse_query(text):\n    return text\n",
    "src/search.ts": "new Query().parseQuery(text);\n",
  });
  expect(only?.paths).toEqual(["src/query.ts", "src/query.py"]);
  expect(others).toEqual([]);
});

it("are none where several could be meant, or nobody uses them", async () => {
  const declaring = (name: string) => `export function ${name}() {\n  return 1;\n}\n`;
  const call = "parseQuery();\nparse();\nnextOne();\n";
  // A single word.
  expect(await named({ "parse.ts": declaring("parse"), "search.ts": call })).toEqual([]);
  // Said by its own file alone.
  expect(await named({ "query.ts": declaring("readQuery"), "search.ts": call })).toEqual([]);
  // Prose and built files neither declare nor use.
  expect(await named({ "query.ts": declaring("parseQuery"), "guide.md": call, "dist/a.js": call })).toEqual(
    [],
  );
  // Of a test's own.
  expect(await named({ "query.test.ts": declaring("parseQuery"), "search.test.ts": call })).toEqual([]);
  const many = ["a", "b", "c", "d"].map((name) => [`${name}.ts`, declaring("parseQuery")] as const);
  expect(await named({ ...Object.fromEntries(many.slice(0, 3)), "search.ts": call })).toHaveLength(1);
  expect(await named({ ...Object.fromEntries(many), "search.ts": call })).toEqual([]);
});
