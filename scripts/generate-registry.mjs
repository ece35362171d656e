// Writes packages/backends/src/registry.ts: every folder there that holds a provider.ts is an engine.
//   node scripts/generate-registry.mjs          writes the file
//   node scripts/generate-registry.mjs --check  fails when it is not what it should be

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./steps.mjs";

const folder = join(repository, "packages/backends/src");
const file = join(folder, "registry.ts");
/** The engine that is used when nobody chooses one comes first. */
const first = "onnx";

const engines = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, "provider.ts")))
  .sort((a, b) => Number(b === first) - Number(a === first) || a.localeCompare(b, "en"));
// A folder's name alone may be a word of the language: static.
const variable = (name) => `${name.replace(/-(\w)/g, (_match, letter) => letter.toUpperCase())}Provider`;
const sorted = [...engines].sort((a, b) => a.localeCompare(b, "en"));

const text = `// Written by scripts/generate-registry.mjs from the folders beside it.
import type { BackendProvider } from "@isovec/core";
${sorted.map((name) => `import { provider as ${variable(name)} } from "./${name}/provider.ts";`).join("\n")}

/** Every engine, the default first. Listing them loads none: each imports its libraries when a model is loaded. */
export const backendProviders: readonly BackendProvider[] = [
${engines.map((name) => `  ${variable(name)},`).join("\n")}
];
`;

if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  console.error("packages/backends/src/registry.ts has drifted: run node scripts/generate-registry.mjs");
  process.exitCode = 1;
}
