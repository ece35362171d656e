import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isovec, repository } from "../repository.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { absent, Terminal } from "./terminal.ts";

const missing = absent("kak", "tmux");

describe.skipIf(missing)(`Kakoune${missing ? `: skipped, ${missing} is not installed` : ""}`, () => {
  let workspace: SampleWorkspace;
  let terminal: Terminal;
  beforeAll(() => {
    workspace = new SampleWorkspace();
    const start = [
      `source ${join(repository, "editors/kakoune/isovec.kak")}`,
      `set-option global isovec_command '${process.execPath} ${isovec} search --state ${workspace.state}'`,
    ].join("\n");
    terminal = new Terminal(["kak", "-E", start, "src/geometry.py"], workspace.root);
  });
  afterAll(() => {
    terminal.close();
    workspace.remove();
  });

  const command = (text: string) => {
    terminal.type(`:${text}`);
    terminal.press("Enter");
  };

  it("lists what answers a question, and jumps to it", async () => {
    await terminal.shows(/def distance/);
    command("isovec-search where are passwords hashed");
    await terminal.shows(/^src\/password\.ts:4:1:export function hashPassword/m);
    terminal.picture("kakoune");
    terminal.press("Enter");
    await terminal.shows(/src\/password\.ts 4:1/);
  });

  it("asks for a question, whatever characters are in it", async () => {
    command("isovec-ask");
    terminal.type(`{"distance"} between '$(two)' points`);
    terminal.press("Enter");
    await terminal.shows(/^src\/geometry\.py:5:1: *"""Length of the straight line/m);
  });

  const answering = () =>
    spawnSync("pgrep", ["-f", `${workspace.state} --json --queries -`], { encoding: "utf8" }).stdout.trim();

  it("searches while one types, and keeps the hits", async () => {
    command("isovec-live");
    terminal.type("where are pass");
    await terminal.shows(/^src\/password\.ts:\d+:1:[\s\S]*^search: where are pass/m);
    terminal.type("words hashed");
    await terminal.shows(/^src\/password\.ts:4:1:export function hashPassword/m);
    terminal.picture("kakoune-live");
    terminal.type(" lang:");
    await terminal.shows(/^lang:: nothing follows the colon\./m);
    terminal.type("py");
    await terminal.shows(/^src\/geometry\.py:\d+:1:/m);
    expect(answering()).not.toBe("");
    terminal.press("Enter");
    await expect.poll(answering, { timeout: 20_000 }).toBe("");
    terminal.press("Enter");
    await terminal.shows(/src\/geometry\.py \d+:1/);
  });

  it("goes back to where one was when the prompt is left, with nothing left running", async () => {
    command("edit src/retry.ts");
    await terminal.shows(/src\/retry\.ts 1:1/);
    command("isovec-live");
    terminal.type('"quoted" \\ back');
    await expect.poll(answering, { timeout: 20_000 }).not.toBe("");
    terminal.press("Escape");
    await terminal.shows(/src\/retry\.ts 1:1/);
    await expect.poll(answering, { timeout: 20_000 }).toBe("");
  });

  it("says why there is no answer", async () => {
    command("set-option -add global isovec_command ' --model no-such-model'");
    command("isovec-search anything");
    await terminal.shows(/^isovec: .*no-such-model/im);
    command("edit -existing src/retry.ts");
    await terminal.shows(/src\/retry\.ts 1:1/);
    command("isovec-live");
    await terminal.shows(/^isovec: .*no-such-model[\s\S]*^search: /im);
    terminal.press("Escape");
    await terminal.shows(/src\/retry\.ts 1:1/);
  });

  it("leaves nothing running when Kakoune ends in the middle of a search", async () => {
    command(
      `set-option global isovec_command '${process.execPath} ${isovec} search --state ${workspace.state}'`,
    );
    command("isovec-live");
    await expect.poll(answering, { timeout: 20_000 }).not.toBe("");
    terminal.close();
    await expect.poll(answering, { timeout: 20_000 }).toBe("");
  });
});
