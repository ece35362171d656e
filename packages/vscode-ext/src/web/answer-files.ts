import {
  type FileReadParams,
  type FolderEntry,
  type FolderListParams,
  folderRequests,
  type PartReadParams,
} from "@isovec/core/protocol";
import { FileSystemError, FileType, Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** Reads for a server that has no disk: the files of the workspace, and those of the extension that it is made of. */
export function answerFiles(client: Pick<BaseLanguageClient, "onRequest">, parts: Uri): void {
  client.onRequest(folderRequests.list, ({ uri }: FolderListParams) => list(Uri.parse(uri, true)));
  client.onRequest(folderRequests.read, ({ uri, limit }: FileReadParams) =>
    read(Uri.parse(uri, true), limit),
  );
  client.onRequest(folderRequests.part, async ({ path }: PartReadParams) =>
    (await workspace.fs.readFile(below(parts, path))).slice(),
  );
}

function leadsUp(path: string): boolean {
  return path.split("/").includes("..");
}

function below(folder: Uri, path: string): Uri {
  if (leadsUp(path)) throw new Error(`${path} leads out of the extension's parts.`);
  return Uri.joinPath(folder, path);
}

/** The server asks for nothing else; what it runs is not trusted with more than its task. */
function inWorkspace(uri: Uri): Uri {
  if (workspace.getWorkspaceFolder(uri) !== undefined && !leadsUp(uri.path)) return uri;
  throw new Error(`${uri.toString(true)} is in no folder of the workspace.`);
}

/** @returns null for what is gone */
async function read(file: Uri, limit: number): Promise<Uint8Array | null> {
  try {
    return (await workspace.fs.readFile(inWorkspace(file))).slice(0, limit);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === "FileNotFound") return null;
    throw error;
  }
}

async function list(folder: Uri): Promise<readonly FolderEntry[]> {
  const entries = await workspace.fs.readDirectory(inWorkspace(folder));
  const found = await Promise.all(
    entries.map(([name, type]) => entryOf(Uri.joinPath(folder, name), name, kindOf(type))),
  );
  return found.filter((entry) => entry !== undefined);
}

/** @returns undefined for what is gone since it was listed */
async function entryOf(uri: Uri, name: string, kind: FolderEntry["kind"]): Promise<FolderEntry | undefined> {
  if (kind !== "file") return { name, kind, size: 0, modifiedMs: 0 };
  try {
    const { size, mtime } = await workspace.fs.stat(uri);
    return { name, kind, size, modifiedMs: mtime };
  } catch {
    return undefined;
  }
}

function kindOf(type: FileType): FolderEntry["kind"] {
  if ((type & FileType.SymbolicLink) !== 0) return "link";
  if ((type & FileType.Directory) !== 0) return "folder";
  return (type & FileType.File) !== 0 ? "file" : "other";
}
