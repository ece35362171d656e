import { type Uri, workspace } from "vscode";
import type { WebClientLibrary } from "./language-client.ts";

/** What a browser's base library speaks to; the typings of Node know no such thing. */
export type RunningWorker = ConstructorParameters<WebClientLibrary["BrowserMessageReader"]>[0];

const { Worker } = globalThis as unknown as { readonly Worker: new (address: string) => RunningWorker };

/**
 * Starts a program of the extension's as a worker. It is read by the editor and handed over as a text: where an extension
 * lies may be an address that no worker can be started from.
 *
 * @param program its file
 */
export async function startWorker(program: Uri): Promise<RunningWorker> {
  const source = await workspace.fs.readFile(program);
  // The address stays: the editor's host puts a worker of its own in between, which reads it late.
  return new Worker(URL.createObjectURL(new Blob([source.slice()], { type: "text/javascript" })));
}
