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
import { webParts } from "./web-files.ts";

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

/** What the server's bundle says of itself. */
interface ServerBundle {
  /** Folders of packages, relative to the server's. */
  readonly bundled: readonly string[];
  /** Names of what it imports from beside itself. */
  readonly beside: readonly string[];
}

/** Packages of files that the server reads by their paths. */
const assets: readonly string[] = [
  "@cursorless/tree-sitter-wasms",
  "@isovec/model-all-minilm-l6-v2",
  "@isovec/model-all-minilm-l6-v2-code",
  "@isovec/model-all-minilm-l6-v2-static",
];
/** Models that ONNX Runtime computes. */
const transformers: readonly string[] = [
  "@isovec/model-all-minilm-l6-v2",
  "@isovec/model-all-minilm-l6-v2-code",
];
/** Too large to ship; who has it names the server that sees it. */
const neverShipped: readonly string[] = ["node-llama-cpp"];

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(path, "utf8")) as Content;
}

function shippedFor(target: Target, { beside }: ServerBundle): ShippedPackage[] {
  const isShipped = ({ manifest: { name } }: ShippedPackage): boolean =>
    target.onnxruntime !== undefined || !(name.startsWith("onnxruntime-") || transformers.includes(name));
  const needed = [...beside.filter((name) => !neverShipped.includes(name)), ...assets];
  return productionPackages("@isovec/server", needed, repository).filter(isShipped);
}

interface Contents {
  readonly files: readonly PackagedFile[];
  /** What is in the files or bundled into them. */
  readonly packages: readonly ShippedPackage[];
}

/** The server of this repository, built, with its dependencies at the places that Node looks them up. */
function serverFor(target: Target): Contents {
  const server = join(repository, "packages/server");
  const program = readJson<ServerBundle>(join(server, "dist/program.json"));
  const packages = shippedFor(target, program);
  const native = nativeParts(target, repository, archives);
  const bundled = [
    ...bundledPackages(program.bundled, server, "node_modules/@isovec/server/dist/program"),
    ...bundledPackages(readJson<string[]>(join(extension, "dist/modules.json")), extension),
  ];
  return {
    files: [...packages.flatMap(runningFiles), ...native.files],
    packages: [...packages, ...native.packages, ...bundled],
  };
}

/**
 * The folder of the installed extension, for one target.
 *
 * @throws Error when something is not built or not installed, or a licence was not agreed to
 */
export function extensionFiles(target: Target): ExtensionFiles {
  const { isWeb = false } = target;
  const engine = target.libsql === undefined && !isWeb ? engineWithSqlite : undefined;
  const client = clientFiles(extension, repository, engine, isWeb);
  const contents = isWeb ? webParts(extension, repository) : serverFor(target);
  const lock = readJson<Lock>(join(repository, "package-lock.json"));
  const materials = contents.packages.map((each) => ({
    ...each,
    ...(each.isOurs ? { id: each.manifest.license ?? "", text: "" } : licenceOf(each, repository, licences)),
    integrity: lock.packages[each.place ?? each.folder.slice(repository.length + 1)]?.integrity,
  }));
  const files = [
    ...client.files,
    ...contents.files,
    writtenFile("THIRD-PARTY-NOTICES.txt", thirdPartyNotices(materials.filter(({ isOurs }) => !isOurs))),
    writtenFile("sbom.cdx.json", billOfMaterials({ ...client.manifest, target: target.name }, materials)),
  ];
  return { client, files: files.sort((left, right) => (left.path < right.path ? -1 : 1)) };
}
