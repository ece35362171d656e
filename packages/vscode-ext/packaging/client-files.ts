import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExtensionManifest } from "./opc-documents.ts";
import { publishedFiles } from "./package-files.ts";
import { fileOnDisk, type PackagedFile, writtenFile } from "./packaged-file.ts";
import type { PackageManifest } from "./shipped-packages.ts";
import { webManifest } from "./web-manifest.ts";

type SourceManifest = ExtensionManifest & PackageManifest & Readonly<Record<string, unknown>>;

/** Of use to who builds the extension, and to nobody who runs it. */
const buildFields: readonly string[] = ["private", "files", "scripts", "devDependencies"];

export interface Client {
  /** Its texts in English. */
  readonly manifest: ExtensionManifest;
  readonly files: readonly PackagedFile[];
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}

/** `%key%` stands for a text of package.nls.json. */
function inEnglish(manifest: SourceManifest, extension: string): SourceManifest {
  const path = join(extension, "package.nls.json");
  if (!existsSync(path)) return manifest;
  const texts = JSON.parse(readText(path)) as Record<string, string | { readonly message: string }>;
  const translated = (text: string): string => {
    const found = texts[/^%(.+)%$/.exec(text)?.[1] ?? ""] ?? text;
    return typeof found === "string" ? found : found.message;
  };
  return {
    ...manifest,
    displayName: translated(manifest.displayName),
    description: translated(manifest.description),
  };
}

/** Programs for Node, which an editor in a browser has no use for. */
const forNode = /^dist\/.+\.cjs$/;

/**
 * What of the extension itself is installed: what its manifest's `files` names, the manifest without what only a build
 * needs, and the documents that an editor shows.
 *
 * @param engine the oldest VS Code that runs this package, when it is newer than the manifest's
 * @param isWeb whether it is for editors in a browser
 */
export function clientFiles(
  extension: string,
  repository: string,
  engine: string | undefined,
  isWeb = false,
): Client {
  const original = JSON.parse(readText(join(extension, "package.json"))) as SourceManifest;
  const source = isWeb ? (webManifest(original) as SourceManifest) : original;
  const engines = engine === undefined ? source.engines : { ...source.engines, vscode: engine };
  const kept = Object.fromEntries(Object.entries(source).filter(([field]) => !buildFields.includes(field)));
  const paths = publishedFiles(extension, original).filter(
    (path) => path !== "package.json" && !(isWeb && forNode.test(path)),
  );
  return {
    manifest: { ...inEnglish(source, extension), engines },
    files: [
      ...paths.map((path) => fileOnDisk(path, join(extension, path))),
      writtenFile("package.json", `${JSON.stringify({ ...kept, engines }, undefined, 2)}\n`),
      fileOnDisk("README.md", join(extension, "README.md")),
      fileOnDisk("CHANGELOG.md", join(repository, "CHANGELOG.md")),
      fileOnDisk("LICENSE.txt", join(repository, "LICENSE")),
      fileOnDisk("NOTICE.txt", join(repository, "NOTICE")),
    ],
  };
}
