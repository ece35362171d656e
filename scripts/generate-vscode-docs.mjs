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

const code = (value) => {
  const isUnset = value === null || value === "" || JSON.stringify(value) === "{}";
  return isUnset ? "" : `\`${value}\``;
};

function range(minimum, maximum) {
  if (minimum === undefined) return "";
  return maximum === undefined ? `${minimum} or more` : `${minimum} to ${maximum}`;
}

const rows = {
  commands: [
    "| command | id |",
    "|---|---|",
    ...commands.map(({ category, title, command }) => `| ${category}: ${title} | \`${command}\` |`),
  ],
  settings: [
    "| setting | default | values | scope | |",
    "|---|---|---|---|---|",
    ...Object.entries(configuration.properties).map(
      ([key, { default: value, enum: values, minimum, maximum, scope, markdownDescription }]) =>
        `| \`${key}\` | ${code(value)} | ${
          values
            ?.filter((name) => name !== "")
            .map(code)
            .join(", ") ?? range(minimum, maximum)
        } | ${scope} | ${markdownDescription} |`,
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
