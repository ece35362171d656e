import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IsovecError } from "@isovec/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { logFileIn, ServerLog } from "./server-log.ts";

describe("the server's log", () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), "isovec-log-"));
  });
  afterEach(() => rmSync(place, { recursive: true }));
  const text = () => readFileSync(logFileIn(place), "utf8");

  it("holds what was said before its place was known", () => {
    const log = new ServerLog();
    log.info("first");
    log.debug("not kept");
    log.open(place);
    log.error("second\nline");
    expect(text()).toMatch(/^\S+Z \d+ info first\n\S+Z \d+ error second\n {2}line\n$/);
  });

  it("takes three files at most, the newest lines in the first", () => {
    const log = new ServerLog();
    log.open(place);
    const line = "x".repeat(100_000);
    for (let n = 0; n < 60; n++) log.info(`${n} ${line}`);
    const names = readdirSync(join(place, "logs")).sort();
    expect(names).toEqual(["server.1.log", "server.2.log", "server.log"]);
    const sizes = names.map((name) => statSync(join(place, "logs", name)).size);
    expect(Math.max(...sizes)).toBeLessThan(1_200_000);
    expect(text()).toContain("info 59 ");
  });

  it("leaves out what a failure quotes, but for the level debug", () => {
    const failure = new IsovecError("NonFinite", 'Input 3 ("const key = \\"s3cret\\";") gave NaN.');
    const log = new ServerLog();
    log.open(place);
    log.failure("embedding/embed", failure);
    log.failure("search/query", new SyntaxError('Unexpected token, "s3cret" is not valid JSON'));
    expect(text()).toContain('embedding/embed: NonFinite: Input 3 ("…") gave NaN.');
    expect(text()).toContain("server-log.test.ts");
    expect(text()).not.toContain("s3cret");
    log.open(place, "debug");
    log.failure("embedding/embed", failure);
    expect(text()).toContain("s3cret");
  });
});
