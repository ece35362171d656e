// Writes the tables of docs/editors/vscode.md that follow from the extension's manifest and its English strings.
//   node scripts/generate-vscode-docs.mjs          writes the file
//   node scripts/generate-vscode-docs.mjs --check  fails when it is not what it should be

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./steps.mjs";

const page = join(repository, "docs/editors/vscode.md");
const read = (name) => readFileSync(join(repository, "packages/vscode-ext", name), "utf8");
const english = JSON.parse(read("package.nls.json"));
const manifest = JSON.parse(read("package.json"), (_key, value) =>
  typeof value === "string" ? value.replace(/^%(.+)%$/, (_all, key) => english[key]) : value,
);
const { commands, configuration } = manifest.contributes;

const rows = {
  commands: [
    "| command | id |",
    "|---|---|",
    ...commands.map(({ category, title, command }) => `| ${category}: ${title} | \`${command}\` |`),
  ],
  settings: [
    "| setting | default | scope | |",
    "|---|---|---|---|",
    ...Object.entries(configuration.properties).map(
      ([key, { default: value, scope, markdownDescription }]) =>
        `| \`${key}\` | \`${JSON.stringify(value)}\` | ${scope} | ${markdownDescription} |`,
    ),
  ],
};

const before = readFileSync(page, "utf8");
const after = before.replaceAll(
  /(<!-- Written by [^>]*: (commands|settings) -->\n)[\s\S]*?(?=<!-- end -->)/g,
  (_all, head, name) => `${head}\n${rows[name].join("\n")}\n\n`,
);

if (!process.argv.includes("--check")) writeFileSync(page, after);
else if (after !== before) {
  console.error("docs/editors/vscode.md has drifted: run node scripts/generate-vscode-docs.mjs");
  process.exitCode = 1;
}
