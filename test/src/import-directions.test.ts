import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { repository } from "./repository.ts";

/** The linter's verdict on a small tree that has our rules and the given files. */
function lint(
  tree: string,
  files: Readonly<Record<string, string>>,
): { status: number | null; output: string } {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  const biome = join(repository, "node_modules/@biomejs/biome/bin/biome");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, "lint", "--vcs-enabled=false", "--colors=off", "."],
    { cwd: tree, encoding: "utf8" },
  );
  return { status, output: stdout + stderr };
}

describe("import directions", () => {
  let tree: string;
  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), "isovec-imports-"));
    copyFileSync(join(repository, "biome.json"), join(tree, "biome.json"));
  });
  afterEach(() => rmSync(tree, { recursive: true }));

  const forbidden: readonly (readonly [string, string, string])[] = [
    ["core imports a native module", "packages/core/src/a.ts", "onnxruntime-node"],
    ["core imports a package of ours", "packages/core/src/a.ts", "@isovec/backends"],
    ["backends import the server", "packages/backends/src/a.ts", "@isovec/server"],
    ["backends import tsyringe", "packages/backends/src/a.ts", "tsyringe"],
    [
      "the server imports tsyringe outside of the composition root",
      "packages/server/src/cli/a.ts",
      "tsyringe",
    ],
    ["the client imports all of core", "packages/vscode-ext/src/a.ts", "@isovec/core"],
    ["the client imports the server", "packages/vscode-ext/src/a.ts", "@isovec/server"],
    ["the client imports an engine", "packages/vscode-ext/src/a.ts", "@isovec/backends"],
    ["the client imports a native module", "packages/vscode-ext/src/a.ts", "onnxruntime-node"],
    ["the page imports all of core", "packages/playground/src/a.ts", "@isovec/core"],
    ["the page imports all engines", "packages/playground/src/a.ts", "@isovec/backends"],
    ["the page imports the server", "packages/playground/src/a.ts", "@isovec/server"],
    ["the page imports something of Node's", "packages/playground/src/a.ts", "node:fs"],
  ];

  it.each(forbidden)("refuses when %s", (_what, path, module) => {
    const { status, output } = lint(tree, {
      [path]: `import { a } from "${module}";\n\nexport const b: unknown = a;\n`,
    });
    expect(output).toContain("noRestrictedImports");
    expect(status).not.toBe(0);
  });

  const allowed: readonly (readonly [string, string, string])[] = [
    ["backends import core", "packages/backends/src/a.ts", "@isovec/core"],
    ["the composition root imports tsyringe", "packages/server/src/composition/a.ts", "tsyringe"],
    ["the client imports the protocol", "packages/vscode-ext/src/a.ts", "@isovec/core/protocol"],
    ["the page imports core's browser part", "packages/playground/src/a.ts", "@isovec/core/browser"],
    ["the page imports the static engine", "packages/playground/src/a.ts", "@isovec/backends/static"],
  ];

  it.each(allowed)("accepts that %s", (_what, path, module) => {
    const { status, output } = lint(tree, {
      [path]: `import { a } from "${module}";\n\nexport const b: unknown = a;\n`,
    });
    expect(output).not.toContain("noRestrictedImports");
    expect(status).toBe(0);
  });

  it("refuses an import cycle", () => {
    const { status, output } = lint(tree, {
      "packages/core/src/a.ts": `import { b } from "./b.ts";\n\nexport const a: () => unknown = () => b;\n`,
      "packages/core/src/b.ts": `import { a } from "./a.ts";\n\nexport const b: () => unknown = () => a;\n`,
    });
    expect(output).toContain("noImportCycles");
    expect(status).not.toBe(0);
  });
});
