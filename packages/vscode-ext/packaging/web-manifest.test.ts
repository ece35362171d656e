import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { extension } from "./extension-files.ts";
import { webManifest } from "./web-manifest.ts";

const text = (path: string): string => readFileSync(join(extension, path), "utf8");
const manifest = webManifest(JSON.parse(text("package.json")));

/** Every value of a key, however deep. */
function valuesOf(key: string, within: unknown): string[] {
  if (typeof within !== "object" || within === null) return [];
  return Object.entries(within).flatMap(([name, value]) =>
    name === key && typeof value === "string" ? [value] : valuesOf(key, value),
  );
}

/** The commands that the entry for a browser says of why they are not there. */
const left = [...text("src/web/extension.ts").matchAll(/"(isovec\.\w+)"/g)].map(
  ([, command = ""]) => command,
);

describe("the manifest for editors in a browser", () => {
  it("starts what a host in a worker can load", () => {
    expect(manifest).toMatchObject({ browser: "./dist/web/extension.js", extensionKind: ["web"] });
    expect(manifest).not.toHaveProperty("main");
    expect(manifest).not.toHaveProperty("type");
  });

  it("offers no command that the extension only excuses, and all others", () => {
    const everywhere = valuesOf("command", JSON.parse(text("package.json")).contributes.commands);
    const offered = valuesOf("command", manifest.contributes);
    expect(left).toHaveLength(4);
    expect(offered.filter((command) => left.includes(command))).toEqual([]);
    expect(valuesOf("command", manifest.contributes["commands"])).toEqual(
      everywhere.filter((command) => !left.includes(command)),
    );
    expect(JSON.stringify(manifest.contributes["walkthroughs"])).not.toMatch(left.join("|"));
  });

  it("asks nowhere for a disk or for trust", () => {
    const conditions = valuesOf("when", manifest.contributes);
    expect(
      conditions.filter((when) => /virtualWorkspace|resourceScheme|isWorkspaceTrusted/.test(when)),
    ).toEqual([]);
    expect(conditions).toContain("editorHasSelection");
    expect(conditions).toContain("workspaceFolderCount == 0");
    expect(manifest["capabilities"]).toEqual({
      untrustedWorkspaces: { supported: true },
      virtualWorkspaces: true,
    });
  });

  it("has the settings that the worker heeds, and no programs", () => {
    const { properties } = manifest.contributes["configuration"] as { readonly properties: object };
    expect(Object.keys(properties)).toEqual(["isovec.server.start"]);
    expect(manifest.contributes).not.toHaveProperty("mcpServerDefinitionProviders");
  });
});
