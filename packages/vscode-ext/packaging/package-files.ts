import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { fileOnDisk, type PackagedFile } from "./packaged-file.ts";
import { type PackageManifest, readManifest, type ShippedPackage } from "./shipped-packages.ts";

/** What a running program reads. Types, maps, sources and documents stay behind; licences stand in one file for all. */
const readAtRunTime = /\.(?:js|cjs|mjs|json|wasm|safetensors)$/;
const neverRead = /^(?:.*\/)?(?:tests?|__tests__|benchmarks?|docs|examples?|debug|typings|bin)\//;

/** What some packages carry beside what Node loads of them. */
const unusedParts: Readonly<Record<string, RegExp>> = {
  // Of its install script, and sources. Its binaries come by target.
  "onnxruntime-node": /^(?:script|lib)\//,
  // Grammars of languages that the chunker does not cut by structure.
  "@cursorless/tree-sitter-wasms":
    /-(?:agda|clojure|dtd|elm|gdscript|gleam|hcl|json|latex|markdown|markdown_inline|nix|perl|properties|query|r|sparql|talon|xml|yaml)\.wasm$/,
  // The other form of the same modules, where CommonJS is what Node loads.
  "onnxruntime-common": /^dist\/(?!cjs\/)/,
  // What the bundled program (dist/program) holds.
  "@isovec/server": /^dist\/(?!program\/|map\/page\/)/,
};

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join("/"),
    );
}

/** Whether npm would publish the file: it, or a folder around it, is named in `files`. `*` stands for part of a name. */
function isPublished(path: string, files: readonly string[]): boolean {
  return files.some((entry) => {
    const pattern = entry
      .split("*")
      .map((part) => part.replaceAll(/[.+()[\]]/g, "\\$&"))
      .join("[^/]*");
    return new RegExp(`^${pattern}(?:/|$)`).test(path);
  });
}

/** The files of a package of ours that npm would publish, relative to its folder. */
export function publishedFiles(folder: string, { files = [] }: PackageManifest): string[] {
  const tops = new Set(
    files.map((entry) => (entry.includes("/") ? entry.slice(0, entry.indexOf("/")) : entry)),
  );
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return [entry.name];
    return tops.has(entry.name)
      ? listFiles(join(folder, entry.name)).map((path) => `${entry.name}/${path}`)
      : [];
  });
  return names.filter((path) => path === "package.json" || isPublished(path, files)).sort();
}

/** The compiler leaves behind what it once wrote of a source that is gone. */
function hasSource(folder: string, path: string): boolean {
  // The bundle's folder is emptied before it is written.
  if (!/^dist\/(?!program\/).*\.js$/.test(path)) return true;
  return existsSync(join(folder, path.replace(/^dist\/(.*)\.js$/, "src/$1.ts")));
}

/** The files of a package that run: without types, maps, tests, sources and what is loaded elsewhere only. */
export function runningFiles({ folder, place, isOurs }: ShippedPackage): PackagedFile[] {
  const manifest = readManifest(folder);
  const paths = isOurs
    ? publishedFiles(folder, manifest).filter(
        (path) => !path.includes("/testing/") && hasSource(folder, path),
      )
    : listFiles(folder).filter((path) => !path.split("/").includes("node_modules") && !neverRead.test(path));
  const unused = unusedParts[manifest.name];
  return paths
    .filter((path) => readAtRunTime.test(path) && unused?.test(path) !== true)
    .map((path) => fileOnDisk(`${place}/${path}`, join(folder, path)));
}
