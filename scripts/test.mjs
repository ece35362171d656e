// Builds, lints and tests everything, and prints the totals on one line.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { install, repository } from "./steps.mjs";

install();
// One package at a time: the tests run real engines, which take all cores themselves.
const { status } = spawnSync(
  process.execPath,
  [
    join(repository, "scripts/turbo.mjs"),
    "run",
    "lint",
    "build",
    "test",
    "--concurrency=1",
    "--continue",
    "--no-update-notifier",
  ],
  { cwd: repository, stdio: "inherit" },
);

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const report of [
  "packages/core",
  "packages/backends",
  "packages/server",
  "packages/vscode-ext",
  "packages/playground",
  "test",
]) {
  let counted;
  try {
    counted = JSON.parse(readFileSync(join(repository, report, "test-report.json"), "utf8"));
  } catch (error) {
    console.error(`${report} left no test report: ${error.message}`);
    totals.failed += 1;
    continue;
  }
  totals.passed += counted.numPassedTests;
  totals.failed += counted.numFailedTests + (counted.success || counted.numFailedTests > 0 ? 0 : 1);
  totals.skipped += counted.numPendingTests + counted.numTodoTests;
}
if (status !== 0 && totals.failed === 0) {
  console.error("Lint or build failed: see above.");
  totals.failed += 1;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;
