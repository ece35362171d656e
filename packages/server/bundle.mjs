// Puts the command line and the processes that it starts into few files: Node takes longer to find six hundred modules
// than to run them (docs/adr/2026-11-25-first-question.md).
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outdir = "dist/program";
// Native code, WebAssembly that lies beside its module, and exports that a bundler does not see.
const beside = ["libsql", "node-llama-cpp", "onnxruntime-node", "undici", "web-tree-sitter"];
const of = (path) => fileURLToPath(import.meta.resolve(path));
const backends = (path) => join(of("@isovec/backends"), "..", path);

await rm(outdir, { recursive: true, force: true });
const { metafile } = await build({
  // Those beside the first are started by their names, as files beside the one that starts them.
  entryPoints: {
    isovec: "dist/cli/main.js",
    "parser-program": "dist/index/chunk/parsing/parser-program.js",
    "onnx-program": backends("onnx/onnx-program.js"),
    "llama-program": backends("llama-cpp/llama-program.js"),
    "static-program": backends("static/apart/static-program.js"),
    "tokenizer-program": backends("long-texts/tokenizer-program.js"),
    "parent-watch": backends("engine-process/parent-watch.js"),
  },
  outdir,
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  external: beside,
  // For CommonJS among what is bundled.
  banner: {
    js: 'import{createRequire as requireOf}from"node:module";const require=requireOf(import.meta.url);',
  },
  keepNames: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

/** The packages of others whose code is in the bundle, by their folders. */
const bundled = [
  ...new Set(
    Object.keys(metafile.inputs).flatMap(
      (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
    ),
  ),
].sort();
// For whoever packages the program alone: whose code is inside, and what it is to find beside itself.
await writeFile("dist/program.json", JSON.stringify({ bundled, beside }));

const notices = bundled.map(async (folder) => {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
});
await writeFile(
  join(outdir, "THIRD-PARTY-NOTICES.txt"),
  (await Promise.all(notices)).join(`\n${"-".repeat(80)}\n`),
);
