import { builtinModules } from "node:module";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { repository } from "../repository.ts";

/** Modules of Node that a bundle for a browser would need. */
async function modulesOfNode(entry: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: `export * from ${JSON.stringify(entry)};`, resolveDir: `${repository}/test` },
    bundle: true,
    platform: "browser",
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "silent",
    external: ["node:*", ...builtinModules],
  });
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
}

describe("what runs in a browser needs nothing of Node's", () => {
  it.each(["@isovec/core/browser", "@isovec/backends/static"])("%s", async (entry) => {
    expect(await modulesOfNode(entry)).toEqual([]);
  });

  it("is noticed of a module that does", async () => {
    expect(await modulesOfNode("@isovec/core")).toContain("node:fs/promises");
  });
});
