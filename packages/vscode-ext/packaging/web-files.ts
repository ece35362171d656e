import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { runningFiles } from "./package-files.ts";
import { fileOnDisk, type PackagedFile } from "./packaged-file.ts";
import { bundledPackages, readManifest, type ShippedPackage } from "./shipped-packages.ts";

interface Part {
  readonly name: string;
  readonly isOurs: boolean;
  /** Which of the package's files, and what they are called below `parts`. */
  readonly files: RegExp;
  readonly place: string;
}

const bundle = "dist/web";

/** What the server in a worker reads when it needs it. */
const parts: readonly Part[] = [
  {
    name: "@cursorless/tree-sitter-wasms",
    isOurs: false,
    files: /^out\/(.+\.wasm)$/,
    place: "grammars/",
  },
  {
    name: "@isovec/model-all-minilm-l6-v2-static",
    isOurs: true,
    files: /^(?!package\.json$)(.+)$/,
    place: "model/",
  },
  { name: "@sqlite.org/sqlite-wasm", isOurs: false, files: /^dist\/(sqlite3\.wasm)$/, place: "" },
  { name: "web-tree-sitter", isOurs: false, files: /^(web-tree-sitter\.wasm)$/, place: "" },
];

export interface WebParts {
  readonly files: readonly PackagedFile[];
  /** Everything that files come from or that is bundled; none has a folder of its own in the extension. */
  readonly packages: readonly ShippedPackage[];
}

/**
 * The extension's own programs for a browser, and what they read.
 *
 * @throws Error when something is not built or not installed
 */
export function webParts(extension: string, repository: string): WebParts {
  const modules = JSON.parse(readFileSync(join(extension, bundle, "modules.json"), "utf8")) as string[];
  const packageOf = ({ name, isOurs }: Part): ShippedPackage => {
    const folder = realpathSync(join(repository, "node_modules", name));
    return { manifest: readManifest(folder), folder, place: undefined, bundle, needs: [], isOurs };
  };
  const filesOf = (part: Part): PackagedFile[] =>
    runningFiles({ ...packageOf(part), place: "." }).flatMap(({ path, read }) => {
      const name = part.files.exec(path.slice("./".length))?.[1];
      return name === undefined ? [] : [{ path: `${bundle}/parts/${part.place}${name}`, read }];
    });
  const bundled = bundledPackages(modules, extension, bundle).filter(
    ({ manifest }) => !parts.some(({ name }) => name === manifest.name),
  );
  return {
    files: [
      ...["extension.js", "server.js"].map((name) =>
        fileOnDisk(`${bundle}/${name}`, join(extension, bundle, name)),
      ),
      ...parts.flatMap(filesOf),
    ],
    packages: [...parts.map(packageOf), ...bundled],
  };
}
