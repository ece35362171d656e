import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** The fields of a package.json that packaging reads. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** One npm package that the extension carries. */
export interface ShippedPackage {
  readonly manifest: PackageManifest;
  /** Absolute, without links. */
  readonly folder: string;
  /** Its folder in the extension, with `/`. Undefined: its code is in a bundle. */
  readonly place: string | undefined;
  /** The folder of that bundle. */
  readonly bundle?: string;
  /** Names of the packages that it needs and that are shipped. */
  readonly needs: readonly string[];
  /** A workspace of this repository. */
  readonly isOurs: boolean;
}

/** What only an install script loads, which nobody runs. */
const neededByInstallScripts: Readonly<Record<string, readonly string[]>> = {
  "onnxruntime-node": ["adm-zip", "global-agent"],
};

/** Chosen for each target by native-files.ts. */
function isNativePart(name: string): boolean {
  return name.startsWith("@libsql/");
}

export function readManifest(folder: string): PackageManifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageManifest;
}

function neededNames({ name, dependencies, optionalDependencies }: PackageManifest): string[] {
  const unused = neededByInstallScripts[name] ?? [];
  return Object.keys({ ...dependencies, ...optionalDependencies }).filter(
    (needed) => !unused.includes(needed) && !isNativePart(needed),
  );
}

/** As Node looks a package up. */
function findPackage(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (folder === dirname(folder)) {
      throw new Error(`${name} is not installed, but ${from} needs it. Run npm ci.`);
    }
  }
}

/** The same tree as in the repository, with the workspaces where their links are. */
function placeOf(folder: string, repository: string): string {
  const path = relative(repository, folder).split(sep).join("/");
  if (path.startsWith("node_modules/")) return path;
  const [workspace = "", ...nested] = path.split("/node_modules/");
  const { name } = readManifest(join(repository, workspace));
  return ["node_modules", name, ...nested.flatMap((inner) => ["node_modules", inner])].join("/");
}

/**
 * A package and what it finds beside itself at run time, with what that needs, by name of place. The native parts, which
 * differ by target, are not among them.
 *
 * @param beside names of what the root needs beside itself; what else it depends on is bundled
 * @throws Error when one is not installed
 */
export function productionPackages(
  root: string,
  beside: readonly string[],
  repository: string,
): ShippedPackage[] {
  const found = new Map<string, ShippedPackage>();
  const visit = (folder: string): void => {
    if (found.has(folder)) return;
    const manifest = readManifest(folder);
    const needs = manifest.name === root ? beside : neededNames(manifest);
    const place = placeOf(folder, repository);
    const isOurs = !relative(repository, folder).split(sep).includes("node_modules");
    found.set(folder, { manifest, folder, place, needs, isOurs });
    for (const name of needs) visit(findPackage(name, folder));
  };
  visit(findPackage(root, repository));
  return [...found.values()].sort((left, right) => (`${left.place}` < `${right.place}` ? -1 : 1));
}

/**
 * The packages of others that a bundle holds code of.
 *
 * @param modules as esbuild's metafile names its inputs
 * @param from what those are relative to
 * @param bundle its folder in the extension
 */
export function bundledPackages(modules: readonly string[], from: string, bundle = "dist"): ShippedPackage[] {
  const folders = modules.flatMap((module) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
    return folder === undefined ? [] : [realpathSync(join(from, folder))];
  });
  return [...new Set(folders)].sort().map((folder) => {
    const manifest = readManifest(folder);
    return { manifest, folder, place: undefined, bundle, needs: [], isOurs: false };
  });
}
