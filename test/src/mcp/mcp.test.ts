import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isovec } from "../repository.ts";
import { isolatedEnvironment } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";

interface Answer {
  readonly isError?: boolean;
  readonly content: readonly { readonly type: string; readonly text: string }[];
}

describe("the tools for agents, through the official client", () => {
  let workspace: SampleWorkspace;
  let client: Client;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    workspace.write(".env", "TOKEN=secret-of-the-house\n");
    workspace.write(
      "src/again.ts",
      "export function hashPhrase(phrase: string): string {\n  return createHash('sha256').update(phrase).digest('hex');\n}\n",
    );
    client = new Client({ name: "test", version: "1.0.0" });
    const env = Object.fromEntries(
      Object.entries(isolatedEnvironment()).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [isovec, "mcp", "--path", workspace.root, "--state", workspace.state],
        env,
      }),
    );
  });
  afterAll(async () => {
    await client.close();
    workspace.remove();
  });

  const call = async (name: string, params: Record<string, unknown> = {}): Promise<Answer> =>
    (await client.callTool({ name, arguments: params })) as Answer;
  const textOf = ({ content }: Answer) => content.map(({ text }) => text).join("\n");
  const complete = () =>
    expect
      .poll(async () => textOf(await call("index_status")), { timeout: 60_000, interval: 200 })
      .toMatch(/: idle, 5 files, (\d+) of \1 chunks embedded/);

  it("lists four tools that only read", async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "search_code",
      "find_similar_code",
      "read_code",
      "index_status",
    ]);
    for (const { annotations } of tools) expect(annotations?.readOnlyHint).toBe(true);
    // VS Code offers no tool whose schema names a dialect that is later than draft 7.
    for (const { inputSchema } of tools) expect(inputSchema).not.toHaveProperty("$schema");
  });

  it("finds by meaning, with lines that can be asked for", async () => {
    await complete();
    const found = textOf(await call("search_code", { query: "where are passwords hashed", limit: 2 }));
    const [, path, first, last] = /^(\S+):(\d+)-(\d+) \(/.exec(found) ?? [];
    expect(path).toBe("src/password.ts");
    const read = textOf(await call("read_code", { path, startLine: Number(first), endLine: Number(last) }));
    expect(read).toMatch(/hashPassword/);
  });

  it("finds what is written in the same way, but not the lines themselves", async () => {
    await complete();
    const found = textOf(
      await call("find_similar_code", { path: "src/again.ts", startLine: 1, endLine: 3, limit: 3 }),
    );
    expect(found).toMatch(/^src\/password\.ts:/);
    expect(found).not.toMatch(/src\/again\.ts/);
  });

  it.each([
    ["what the index leaves out", { path: ".env" }, /\.env is not in the index/],
    ["what leads out of the folder", { path: "../../etc/passwd" }, /is not in the index/],
    ["lines that are not there", { path: "src/again.ts", startLine: 99 }, /has 4 lines only/],
  ])("does not read %s and says so", async (_what, params, message) => {
    await complete();
    const answer = await call("read_code", params);
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toMatch(message);
    expect(textOf(answer)).not.toMatch(/secret-of-the-house/);
  });

  it("names a parameter that is wrong", async () => {
    const answer = await call("search_code", { query: "a", limit: 1000 });
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toMatch(/limit/);
  });

  it("keeps an answer within bounds", async () => {
    const long = Array.from({ length: 400 }, (_, line) => `const value${line} = "${"x".repeat(300)}";`);
    workspace.write("src/long.ts", `${long.join("\n")}\n`);
    await expect
      .poll(async () => (await call("read_code", { path: "src/long.ts" })).isError ?? false, {
        timeout: 60_000,
        interval: 500,
      })
      .toBe(false);
    const read = textOf(await call("read_code", { path: "src/long.ts" }));
    expect(read.length).toBeLessThan(25_000);
    expect(read).toMatch(/cut after \d+ of \d+ characters/);
  });
});
