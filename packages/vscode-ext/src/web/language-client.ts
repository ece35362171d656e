import type { ClientLibrary } from "../language-client.ts";

/** What a browser's base library has besides. */
export type WebClientLibrary = Pick<
  typeof import("vscode-languageclient/browser"),
  "LanguageClient" | "BrowserMessageReader" | "BrowserMessageWriter"
>;

/** The base library of a browser, which the bundle for one has in the place of Node's. */
export async function readClientLibrary(): Promise<ClientLibrary> {
  return (await import("vscode-languageclient/browser")) as unknown as ClientLibrary;
}
