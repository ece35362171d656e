import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { pluginChecks } from "./plugin/plugin-checks.ts";
import { serverChecks } from "./server/server-checks.ts";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const specification = ["docs/protocol/1.0/specification.md", "docs/serving.md"]
  .map((document) => readFileSync(join(repository, document), "utf8"))
  .join("\n\n");

const idPattern = /(?:ESP|PLUG|HTTP)-[A-Z]+-\d+/;

/** Paragraphs and list items, each in one piece. */
const sentences = specification.split(/\n\n|\n(?=- )/);
const defined = sentences.flatMap(
  (text) => new RegExp(`^- \\*\\*(${idPattern.source})\\*\\*`).exec(text)?.[1] ?? [],
);

const checks = [...serverChecks, ...pluginChecks].map(({ id }) => id);

/** The text of every test of the repository. */
function tests(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : tests(path);
    return entry.name.endsWith(".test.ts") ? [readFileSync(path, "utf8")] : [];
  });
}

const packages = ["core", "backends", "server"].map((name) => join(repository, "packages", name, "src"));
const texts = [...packages, join(repository, "test/src")].flatMap(tests);

/** Ids that the title of a test begins with. */
const named = texts.flatMap((text) =>
  Array.from(text.matchAll(new RegExp(`["'\`](${idPattern.source}): `, "g")), ([, id = ""]) => id),
);

describe("the specification", () => {
  it("gives every MUST an id, and every id once", () => {
    const musts = sentences.filter((text) => /\bMUST\b/.test(text) && !text.startsWith("MUST and MAY are"));
    expect(musts.filter((text) => !new RegExp(`^- \\*\\*${idPattern.source}\\*\\* `).test(text))).toEqual([]);
    expect(musts).toHaveLength(defined.length);
    expect(defined.filter((id, at) => defined.indexOf(id) !== at)).toEqual([]);
  });

  it("has no id without a check of the suite or a test that bears it", () => {
    const held = new Set([...checks, ...named]);
    expect(defined.filter((id) => !held.has(id))).toEqual([]);
  });

  it("has every id that a check or a test bears", () => {
    expect([...checks, ...named].filter((id) => !defined.includes(id))).toEqual([]);
  });

  it("is held by one check an id", () => {
    expect(checks.filter((id, at) => checks.indexOf(id) !== at)).toEqual([]);
  });
});
