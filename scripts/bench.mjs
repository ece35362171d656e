// Runs the benchmarks of test/bench: ratios against peers and limits, measured in one run.

import { join } from "node:path";
import { install, repository, run, turbo } from "./steps.mjs";

const benchmarks = ["embedding", "static"];

install();
turbo("run", "build", "--output-logs=errors-only", "--no-update-notifier");
for (const name of benchmarks) run(process.execPath, [join(repository, "test/dist/bench", `${name}.js`)]);
