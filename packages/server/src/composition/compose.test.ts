import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultConfiguration } from "@isovec/core";
import type { InjectionToken } from "tsyringe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compose, composeWorkspace } from "./compose.ts";
import { Scope } from "./scope.ts";
import * as tokens from "./tokens.ts";

describe("the composition", () => {
  let folder: string;
  let scope: Scope;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-compose-"));
    const configuration = {
      ...defaultConfiguration,
      cacheDirectory: join(folder, "cache"),
      stateDirectory: join(folder, "state"),
    };
    scope = compose(configuration, { onNotice: () => undefined });
  });
  afterEach(async () => {
    await scope.dispose();
    rmSync(folder, { recursive: true });
  });

  it("resolves every token in a workspace", async () => {
    const workspace = composeWorkspace(scope, folder);
    for (const [name, token] of Object.entries(tokens)) {
      expect(await workspace.resolve<unknown>(token as InjectionToken<unknown>), name).toBeDefined();
    }
  });

  it("has one embedder for all workspaces and one index for each", () => {
    const [one, two] = [composeWorkspace(scope, folder), composeWorkspace(scope, tmpdir())];
    expect(one.resolve(tokens.EmbedderSource)).toBe(two.resolve(tokens.EmbedderSource));
    expect(one.resolve(tokens.CodeIndex)).toBe(one.resolve(tokens.CodeIndex));
    expect(one.resolve(tokens.WorkspaceRoot)).not.toBe(two.resolve(tokens.WorkspaceRoot));
  });
});

describe("a scope", () => {
  const First: InjectionToken<string> = Symbol("First");
  const Second: InjectionToken<string> = Symbol("Second");
  let ended: string[];
  let scope: Scope;
  beforeEach(() => {
    ended = [];
    scope = Scope.create();
    const end = (made: string) => void ended.push(made);
    scope.single(First, () => "first", end);
    scope.single(Second, (from) => `second on ${from.resolve(First)}`, end);
  });

  it("ends what it made in reverse order, once, and its children before what they stand on", async () => {
    scope.resolve(First);
    const child = scope.child();
    child.single(
      Second,
      (from) => `child on ${from.resolve(First)}`,
      (made) => void ended.push(made),
    );
    child.resolve(Second);
    await Promise.all([scope.dispose(), scope.dispose()]);
    expect(ended).toEqual(["child on first", "first"]);
  });

  it("does not make a thing only to end it", async () => {
    await scope.dispose();
    expect(ended).toEqual([]);
  });

  it("ends the rest when one cannot be ended, and says so", async () => {
    const Broken: InjectionToken<string> = Symbol("Broken");
    scope.single(
      Broken,
      () => "broken",
      () => {
        throw new Error("stuck");
      },
    );
    scope.resolve(First);
    scope.resolve(Broken);
    await expect(scope.dispose()).rejects.toThrowError("stuck");
    expect(ended).toEqual(["first"]);
  });
});
