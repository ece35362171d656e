import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { billOfMaterials } from "./bill-of-materials.ts";
import { type Client, clientFiles } from "./client-files.ts";
import { licenceOf } from "./licences.ts";
import { nativeParts } from "./native-files.ts";
import { runningFiles } from "./package-files.ts";
import { type PackagedFile, writtenFile } from "./packaged-file.ts";
import { bundledPackages, productionPackages, type ShippedPackage } from "./shipped-packages.ts";
import type { Target } from "./targets.ts";
import { thirdPartyNotices } from "./third-party-notices.ts";

/** This file lies as deep when it is compiled to dist/packaging as the folder of sources lies in the extension, but one. */
function findExtension(): string {
  const above = fileURLToPath(new URL("..", import.meta.url));
  return above.endsWith(join("dist", "/")) ? fileURLToPath(new URL("../..", import.meta.url)) : above;
}

/** Absolute paths of the extension's package and of the repository. */
export const extension: string = findExtension();
export const repository: string = join(extension, "../..");
const licences = join(extension, "packaging/licences");
const archives = join(extension, "dist/archives");

/** Node.js has SQLite of its own from 22.13 on; VS Code 1.101 is the first with such a Node.js. */
const engineWithSqlite = "^1.101.0";

export interface ExtensionFiles {
  readonly client: Client;
  /** By path. */
  readonly files: readonly PackagedFile[];
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

function shippedFor(target: Target): ShippedPackage[] {
  const isShipped = ({ manifest: { name } }: ShippedPackage): boolean =>
    target.onnxruntime !== undefined ||
    !(name.startsWith("onnxruntime-") || name === "@isovec/model-all-minilm-l6-v2");
  return productionPackages("@isovec/server", repository).filter(isShipped);
}

/**
 * The folder of the installed extension, for one target. Its server is the one of this repository, built, with its
 * dependencies at the places that Node looks them up.
 *
 * @throws Error when something is not built or not installed, or a licence was not agreed to
 */
export function extensionFiles(target: Target): ExtensionFiles {
  const client = clientFiles(
    extension,
    repository,
    target.libsql === undefined ? engineWithSqlite : undefined,
  );
  const packages = shippedFor(target);
  const native = nativeParts(target, repository, archives);
  const modules = JSON.parse(readFileSync(join(extension, "dist/modules.json"), "utf8")) as string[];

  const lock = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as Lock;
  const materials = [...packages, ...native.packages, ...bundledPackages(modules, extension)].map((each) => ({
    ...each,
    ...(each.isOurs ? { id: each.manifest.license ?? "", text: "" } : licenceOf(each, repository, licences)),
    integrity: lock.packages[each.place ?? each.folder.slice(repository.length + 1)]?.integrity,
  }));
  const files = [
    ...client.files,
    ...packages.flatMap(runningFiles),
    ...native.files,
    writtenFile("THIRD-PARTY-NOTICES.txt", thirdPartyNotices(materials.filter(({ isOurs }) => !isOurs))),
    writtenFile("sbom.cdx.json", billOfMaterials({ ...client.manifest, target: target.name }, materials)),
  ];
  return { client, files: files.sort((left, right) => (left.path < right.path ? -1 : 1)) };
}
