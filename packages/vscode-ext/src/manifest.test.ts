import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

interface Manifest {
  readonly activationEvents: string[];
  readonly contributes: {
    readonly commands: { readonly command: string }[];
    readonly configuration: { readonly properties: Record<string, { readonly scope?: string }> };
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: string[] } };
}

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as Manifest;
const source = ["activate-in.ts", "extension.ts"]
  .map((name) => readFileSync(new URL(name, import.meta.url), "utf8"))
  .join("\n");

it("registers every command that the manifest offers", () => {
  const offered = manifest.contributes.commands.map(({ command }) => command);
  const registered = [...source.matchAll(/registerCommand\(\s*"([^"]+)"/g)].map(([, command]) => command);
  expect(registered.sort()).toEqual(offered.sort());
});

it("lets no workspace choose a program", () => {
  const settings = Object.entries(manifest.contributes.configuration.properties);
  const programs = ["isovec.server.path", "isovec.server.runtime", "isovec.backendOptions"];
  expect(settings.filter(([key, { scope }]) => programs.includes(key) && scope !== "machine")).toEqual([]);
});

it("lets no folder that is not trusted set anything", () => {
  const settings = Object.entries(manifest.contributes.configuration.properties);
  const open = settings
    .filter(([, { scope }]) => scope !== "machine")
    .map(([key]) => key)
    .filter((key) => !manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(key));
  expect(open).toEqual([]);
});

it("has every command and setting in its documentation", () => {
  const script = fileURLToPath(new URL("../../../scripts/generate-vscode-docs.mjs", import.meta.url));
  expect(() => execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })).not.toThrow();
});
