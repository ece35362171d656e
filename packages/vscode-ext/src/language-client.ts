import { setImmediate } from "node:timers/promises";

/** The base library. Its members are read one by one: it exports hundreds. */
export type ClientLibrary = typeof import("vscode-languageclient/node");

export type { LanguageClient, State } from "vscode-languageclient/node";

/**
 * Evaluates the base library, which becomes a file of its own beside the extension's: it takes longer than all the rest
 * of an activation, and nothing needs it before a server is wanted. It goes in steps, between which the host serves others.
 */
export async function readClientLibrary(): Promise<ClientLibrary> {
  await setImmediate();
  await import("vscode-jsonrpc/node");
  await setImmediate();
  await import("vscode-languageserver-protocol/node");
  await setImmediate();
  const library = await import("vscode-languageclient/node");
  await setImmediate();
  return library;
}
