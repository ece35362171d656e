import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";

describe("what the command line tells of a folder's code", () => {
  let workspace: SampleWorkspace;
  let place: string[];
  beforeAll(() => {
    workspace = new SampleWorkspace();
    const retry = readFileSync(join(workspace.root, "src/retry.ts"), "utf8");
    workspace.write("src/again.ts", retry.replaceAll("attempt", "round").replaceAll("call", "work"));
    workspace.write(".gitignore", "# none of these\n*.tmp\n");
    workspace.write("notes.tmp", "x\n");
    workspace.write("src/.env", "KEY=1\n");
    place = ["--path", workspace.root, "--state", workspace.state];
  });
  afterAll(() => workspace.remove());

  it("index --explain names the rule, as text and as JSON, and indexes nothing", async () => {
    const { status, stdout } = await runIsovec(["index", ...place, "--explain", "notes.tmp"]);
    expect(status).toBe(0);
    expect(stdout).toBe("notes.tmp  out: ignored as git would .gitignore:2: *.tmp\n");
    const folder = await runIsovec(["index", ...place, "--explain", "src", "--json"]);
    expect(JSON.parse(folder.stdout)).toMatchObject({
      path: "src",
      kind: "folder",
      isIndexed: true,
      indexed: 4,
      leftOut: [{ path: "src/.env", kind: "file", isIndexed: false, reason: "secret" }],
    });
    const outside = await runIsovec(["index", ...place, "--explain", "../elsewhere"]);
    expect(outside.status).toBe(1);
    expect(outside.stderr).toMatch(/is not in .*\n {2}Name the folder that is indexed with --path\./);
  });

  it("duplicates groups what is alike, and fails over a number if asked to", async () => {
    const { status, stdout } = await runIsovec(["duplicates", ...place]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^1\. 2 pieces\n {3}src\/again\.ts:\d+-\d+ {2}retry\n {3}src\/retry\.ts:\d+-\d+ {2}retry/,
    );
    expect(stdout).toContain("1 group of duplicates");
    const html = join(workspace.state, "duplicates.html");
    const gate = await runIsovec([
      "duplicates",
      ...place,
      "--no-refresh",
      "--fail-over",
      "0",
      "--json",
      "--html",
      html,
    ]);
    expect(gate.status).toBe(1);
    expect(JSON.parse(gate.stdout).groups[0]).toMatchObject([
      { path: "src/again.ts" },
      { path: "src/retry.ts" },
    ]);
    expect(readFileSync(html, "utf8")).toContain("src/again.ts:");
    const docs = await runIsovec(["duplicates", "docs", ...place, "--no-refresh", "--fail-over", "0"]);
    expect(docs.status).toBe(0);
    expect(docs.stdout).toContain("0 groups");
    expect((await runIsovec(["duplicates", ...place, "--fail-over", "few"])).status).toBe(2);
  });

  it("duplicates and map do without a model where nothing is to be embedded", async () => {
    const fresh = [
      "--path",
      workspace.root,
      "--state",
      join(workspace.state, "fresh"),
      "--no-embed",
      "--json",
    ];
    const { groups, embedded, chunks } = JSON.parse((await runIsovec(["duplicates", ...fresh])).stdout);
    expect({ groups: groups.length, embedded }).toEqual({ groups: 1, embedded: 0 });
    const html = join(workspace.state, "words.html");
    const { stdout, status } = await runIsovec(["map", ...fresh, "--html", html]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ chunks, basis: "words" });
    expect(readFileSync(html, "utf8")).toContain("by their words, for nothing is embedded");
  });

  it("map says that there is nothing to draw, and asks for a file", async () => {
    const empty = await runIsovec(["map", "nowhere", ...place, "--no-refresh", "--html", "unwritten.html"]);
    expect(empty.status).toBe(1);
    expect(empty.stderr).toContain("There is nothing to draw");
    expect((await runIsovec(["map", ...place])).status).toBe(2);
    const missing = join(workspace.state, "missing", "map.html");
    const unwritable = await runIsovec(["map", ...place, "--no-refresh", "--html", missing]);
    expect(unwritable.status).toBe(1);
    expect(unwritable.stderr).toContain(`${missing} cannot be written`);
    expect(unwritable.stderr).toContain("--html");
  });
});
