import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildVsix, maximumVsixBytes } from "./build-vsix.ts";
import { extensionFiles, repository } from "./extension-files.ts";
import { findTarget, targets } from "./targets.ts";
import { readVsix, type VsixEntry } from "./testing/read-vsix.ts";
import { shippedPackageNames } from "./testing/shipped-package-names.ts";

const here = `${process.platform}-${process.arch}`;
const target = findTarget(targets.some(({ name }) => name === here) ? here : "universal");

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe(`a package, built for ${target.name}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "isovec-vsix-"));
  const path = join(folder, "first.vsix");
  let entries: VsixEntry[];
  let size: number;
  beforeAll(async () => {
    size = await buildVsix(target, path);
    entries = await readVsix(path);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const textOf = (name: string): string =>
    entries.find((entry) => entry.path === name)?.content.toString("utf8") ?? "";

  it("is small, and its client is thin", () => {
    expect(size).toBeLessThanOrEqual(maximumVsixBytes);
    const client = entries.filter((entry) => /^extension\/dist\//.test(entry.path));
    expect(client.length).toBeGreaterThan(1);
    const bytes = client.reduce((sum, { content }) => sum + content.length, 0);
    expect(bytes).toBeLessThan(1_000_000);
  });

  it("holds the extension's files and the two documents that make it a package", () => {
    const expected = extensionFiles(target).files.map((file) => `extension/${file.path}`);
    expect(entries.map((entry) => entry.path)).toEqual([
      "extension.vsixmanifest",
      "[Content_Types].xml",
      ...expected,
    ]);
  });

  it("says for whom it is", () => {
    const manifest = textOf("extension.vsixmanifest");
    const { version } = JSON.parse(textOf("extension/package.json")) as { version: string };
    expect(manifest).toContain(`Id="isovec-vscode" Version="${version}" Publisher="isovec"`);
    if (target.name !== "universal") expect(manifest).toContain(`TargetPlatform="${target.name}"`);
    for (const [, asset = ""] of manifest.matchAll(/<Asset [^>]*Path="([^"]+)"/g)) {
      expect(textOf(asset)).not.toBe("");
    }
  });

  it("does not say where it was built", () => {
    const place = Buffer.from(repository.replace(/[/\\]$/, ""));
    expect(entries.filter(({ content }) => content.includes(place)).map((entry) => entry.path)).toEqual([]);
  });

  it("runs from where it is unpacked, alone", () => {
    const unpacked = join(folder, "unpacked");
    for (const entry of entries) {
      mkdirSync(dirname(join(unpacked, entry.path)), { recursive: true });
      writeFileSync(join(unpacked, entry.path), entry.content);
    }
    const modules = join(unpacked, "extension/node_modules/@isovec");
    const run = (cwd: string, ...parameters: readonly string[]): string =>
      execFileSync(process.execPath, parameters, {
        cwd,
        env: { ...process.env, HOME: folder, XDG_CACHE_HOME: join(folder, "cache") },
        stdio: ["ignore", "pipe", "pipe"],
      }).toString();

    // What was left out of a package must not be what it is loaded by.
    const bundle = JSON.parse(
      readFileSync(join(repository, "packages/server/dist/program.json"), "utf8"),
    ) as {
      readonly beside: readonly string[];
    };
    const imported = bundle.beside.filter((name) => shippedPackageNames(target).includes(name));
    expect(imported).toContain("libsql");
    const imports = imported.map((each) => `await import("${each}");`).join("");
    run(join(modules, "server"), "--input-type=module", "--eval", imports);

    const code = join(folder, "code");
    mkdirSync(code);
    writeFileSync(join(code, "norm.ts"), "/** Divides by the L2 norm. */\nexport function normalize() {}\n");
    const program = join(modules, "server/bin/isovec.mjs");
    const answer = run(code, program, "search", "make the length one", "--mode", "semantic", "--json");
    expect(answer).toContain("norm.ts");
  });

  it("has the same bytes when it is built again, in another zone", async () => {
    const zone = process.env["TZ"];
    const again = join(folder, "second.vsix");
    try {
      process.env["TZ"] = "Pacific/Chatham";
      await buildVsix(target, again);
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
    const content = ({ path: name, content: bytes }: VsixEntry) => `${name} ${sha256(bytes)}`;
    expect((await readVsix(again)).map(content)).toEqual(entries.map(content));
    expect(sha256(readFileSync(again))).toBe(sha256(readFileSync(path)));
    expect(new Set(entries.map(({ time, mode }) => `${time} ${mode.toString(8)}`)).size).toBe(1);
  });
});
