import { stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outfile = "dist/extension.cjs";
const maximumBytes = 1_000_000;
// Its build for Node brings modules for the network that nobody here needs.
const alias = { "@vscode/l10n": fileURLToPath(import.meta.resolve("@vscode/l10n/dist/browser.js")) };

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile,
  bundle: true,
  // VS Code 1.91 runs extensions on Node 20.
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  alias,
  minify: true,
  keepNames: true,
  sourcemap: "external",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const page = await build({
  entryPoints: ["src/search-view/page/page.ts"],
  outfile: "dist/search-view.js",
  bundle: true,
  // The Chromium of VS Code 1.91.
  platform: "browser",
  target: "chrome122",
  alias,
  format: "iife",
  minify: true,
  metafile: true,
  logLevel: "warning",
});

// Whose code is inside, for the notices of the package.
await writeFile(
  "dist/modules.json",
  JSON.stringify([...Object.keys(metafile.inputs), ...Object.keys(page.metafile.inputs)]),
);

const { size } = await stat(outfile);
if (size >= maximumBytes)
  throw new Error(`${outfile} is ${size} bytes; a thin client stays under ${maximumBytes}.`);

const foreign = Object.keys(metafile.inputs).filter(
  (path) => /packages\/|\.\.\/(core|server|backends)\//.test(path) && !path.includes("core/dist/protocol/"),
);
if (foreign.length > 0)
  throw new Error(`${outfile} may hold core's protocol and nothing else of ours: ${foreign}`);

// Nothing of the client speaks to a network; sockets and pipes of this machine are the base library's.
const networkModule = /^(?:node:)?(?:https?|http2|dns|tls|dgram)$/;
const networked = metafile.outputs[outfile].imports
  .map(({ path }) => path)
  .filter((path) => networkModule.test(path));
if (networked.length > 0)
  throw new Error(`${outfile} loads ${networked}: it has no telemetry and calls nobody.`);

console.log(`${outfile} ${(size / 1024).toFixed(0)} KiB`);
