// From a fresh clone to an answer: installs, builds, indexes the code of packages/core with the bundled model, searches
// it. The whole repository would take minutes on two cores.

import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { install, repository, run, turbo } from "./steps.mjs";

const example = "where are token vectors pooled";

async function askForQuestion() {
  if (!process.stdin.isTTY) return example;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`What would you like to find in packages/core? [${example}] `);
  terminal.close();
  return answer.trim() || example;
}

const given = process.argv.slice(2).join(" ").trim();
install();
console.error("Building …");
turbo("run", "build", "--filter=@isovec/server...", "--output-logs=errors-only", "--no-update-notifier");
const question = given || (await askForQuestion());
run(process.execPath, [
  join(repository, "packages/server/bin/isovec.mjs"),
  "search",
  question,
  "--path",
  join(repository, "packages/core"),
  "--limit",
  "5",
]);
