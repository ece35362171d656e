import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { findInspector, inspect } from "./inspector.ts";

interface Answer {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text: string }[];
}

const program = await findInspector();
const skipped = program === undefined ? " (skipped: the registry that has it is not reachable)" : "";

describe.skipIf(program === undefined)(`the official inspector's command line${skipped}`, () => {
  let workspace: SampleWorkspace;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    const { status } = await runIsovec(["index", "--path", workspace.root, "--state", workspace.state]);
    expect(status).toBe(0);
  });
  afterAll(() => workspace.remove());

  const ask = (...asked: readonly string[]) => inspect(program ?? "", workspace, asked);
  const call = async (tool: string, ...pairs: readonly string[]) => {
    const { status, printed } = await ask(
      ...["--method", "tools/call", "--tool-name", tool],
      ...pairs.flatMap((pair) => ["--tool-arg", pair]),
    );
    const { isError = false, content } = printed as Answer;
    return { status, isError, text: content.map(({ text }) => text).join("\n") };
  };

  it("lists the tools with the schemas of what they take", async () => {
    const { status, printed } = await ask("--method", "tools/list");
    expect(status).toBe(0);
    expect(printed).toMatchObject({
      tools: [
        { name: "search_code", inputSchema: { type: "object", required: ["query"] } },
        { name: "find_similar_code", inputSchema: { required: ["path", "startLine", "endLine"] } },
        { name: "read_code", inputSchema: { required: ["path"] } },
        { name: "index_status", inputSchema: { type: "object" } },
      ],
    });
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      "search_code",
      ["query=where are passwords hashed", "limit=1"],
      /^src\/password\.ts:\d+-\d+ \([\s\S]*hashPassword/,
    ],
    [
      "find_similar_code",
      ["path=src/password.ts", "startLine=1", "endLine=6"],
      /^(?!src\/password)\S+:\d+-\d+ /,
    ],
    [
      "read_code",
      ["path=src/geometry.py", "startLine=4", "endLine=4"],
      /^src\/geometry\.py:4-4 of 7 lines\n4 {2}def distance/,
    ],
    ["index_status", [], /: (?:idle|scanning|embedding), 4 files, (\d+) of \1 chunks embedded\.$/],
  ])("calls %s with %j", async (tool, pairs, expected) => {
    const { status, isError, text } = await call(tool, ...pairs);
    expect({ status, isError }).toEqual({ status: 0, isError: false });
    expect(text).toMatch(expected);
  });

  it("is told of a parameter that is out of range", async () => {
    const { isError, text } = await call("search_code", "query=a", "limit=1000");
    expect(isError).toBe(true);
    expect(text).toMatch(/limit/);
  });
});
