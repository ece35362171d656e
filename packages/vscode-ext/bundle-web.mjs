// Puts together what runs in an editor without Node: the client, and the server that it starts as a worker.

import { stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outdir = "dist/web";
const settings = {
  bundle: true,
  platform: "browser",
  // The Chromium of VS Code 1.91.
  target: "chrome122",
  alias: { "@vscode/l10n": fileURLToPath(import.meta.resolve("@vscode/l10n/dist/browser.js")) },
  minify: true,
  keepNames: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/** The base library has a form for Node and one for browsers; the client names it in one place. */
const libraryOfBrowsers = {
  name: "library-of-browsers",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\/language-client\.ts$/ }, () => ({
      path: fileURLToPath(new URL("src/web/language-client.ts", import.meta.url)),
    })),
};

const client = await build({
  ...settings,
  entryPoints: { extension: "src/web/extension.ts" },
  outdir,
  // As the editor's host in a worker loads it.
  format: "cjs",
  external: ["vscode"],
  plugins: [libraryOfBrowsers],
});

const server = await build({
  ...settings,
  entryPoints: { server: "../server/dist/web/worker.js" },
  outdir,
  format: "iife",
  // SQLite would fetch its WebAssembly from beside its module; it is handed its bytes.
  define: { "import.meta.url": '"file:///"' },
});

await writeFile(
  `${outdir}/modules.json`,
  JSON.stringify([client, server].flatMap(({ metafile }) => Object.keys(metafile.inputs))),
);
for (const name of ["extension", "server"]) {
  const { size } = await stat(`${outdir}/${name}.js`);
  console.log(`${outdir}/${name}.js ${(size / 1024).toFixed(0)} KiB`);
}
