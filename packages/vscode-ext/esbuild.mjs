import { stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outfile = "dist/extension.cjs";
const libraryFile = "dist/language-client.cjs";
const maximumBytes = 1_000_000;
/** What is read at every activation. */
const maximumActivationBytes = 100_000;
// Its build for Node brings modules for the network that nobody here needs.
const alias = { "@vscode/l10n": fileURLToPath(import.meta.resolve("@vscode/l10n/dist/browser.js")) };

/** Leaves the reading of the base library to the moment when `import("./language-client.ts")` is run. */
const readLater = {
  name: "read-later",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/language-client\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./language-client.cjs", external: true } : undefined,
    ),
};

const { metafile } = await build({
  entryPoints: ["src/extension.ts", "src/language-client.ts"],
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  // VS Code 1.91 runs extensions on Node 20.
  platform: "node",
  target: "node20",
  format: "cjs",
  // An editor gives `vscode` to who requires it, and not to who imports it.
  supported: { "dynamic-import": false },
  external: ["vscode"],
  // The editor looks up at every call whose it is, and a bundle has as many calls as modules.
  banner: {
    js: '"use strict";const editor=require("vscode"),own=require;require=id=>id==="vscode"?editor:own(id);',
  },
  plugins: [readLater],
  alias,
  minify: true,
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
const whole = size + (await stat(libraryFile)).size;
if (whole >= maximumBytes)
  throw new Error(`The client is ${whole} bytes; a thin one stays under ${maximumBytes}.`);
if (size >= maximumActivationBytes)
  throw new Error(
    `${outfile} is ${size} bytes; what every window reads stays under ${maximumActivationBytes}.`,
  );

const foreign = Object.keys(metafile.inputs).filter(
  (path) => /packages\/|\.\.\/(core|server|backends)\//.test(path) && !path.includes("core/dist/protocol/"),
);
if (foreign.length > 0)
  throw new Error(`${outfile} may hold core's protocol and nothing else of ours: ${foreign}`);

// Nothing of the client speaks to a network; sockets and pipes of this machine are the base library's.
const networkModule = /^(?:node:)?(?:https?|http2|dns|tls|dgram)$/;
const networked = Object.values(metafile.outputs)
  .flatMap(({ imports }) => imports.map(({ path }) => path))
  .filter((path) => networkModule.test(path));
if (networked.length > 0)
  throw new Error(`The client loads ${networked}: it has no telemetry and calls nobody.`);

console.log(
  `${outfile} ${(size / 1024).toFixed(0)} KiB, with ${libraryFile} ${(whole / 1024).toFixed(0)} KiB`,
);
