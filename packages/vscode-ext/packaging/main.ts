// Writes the packages: node dist/packaging/main.js [--target NAME]... [--out FOLDER]
// Without a target, one for each.

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildVsix } from "./build-vsix.ts";
import { extension } from "./extension-files.ts";
import { findTarget, targets } from "./targets.ts";

const { values } = parseArgs({
  options: { target: { type: "string", multiple: true }, out: { type: "string" } },
});
const folder = resolve(values.out ?? join(extension, "dist/vsix"));
const wanted = values.target?.map(findTarget) ?? targets;

for (const target of wanted) {
  const started = performance.now();
  const path = join(folder, `isovec-${target.name}.vsix`);
  const size = await buildVsix(target, path);
  const seconds = (performance.now() - started) / 1000;
  console.log(`${path} ${(size / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`);
}
