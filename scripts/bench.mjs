// Runs the benchmarks of test/bench: ratios against peers and limits, measured in one run.

import { join } from "node:path";
import { install, repository, run, turbo } from "./steps.mjs";

const benchmarks = [
  "conversion",
  "discovery",
  "embedding",
  "engines",
  "index-life",
  "index-scale",
  "parsing",
  "reports",
  "server",
  "server-latency",
];

// The peers load ONNX Runtime themselves; its usage events must not be sent.
process.env.ORT_DISABLE_TELEMETRY = "1";
install();
turbo("run", "build", "--output-logs=errors-only", "--no-update-notifier");
for (const name of benchmarks) run(process.execPath, [join(repository, "test/dist/bench", `${name}.js`)]);
