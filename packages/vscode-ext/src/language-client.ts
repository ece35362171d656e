/**
 * The base library. It becomes a file of its own beside the extension's: reading it takes longer than all the rest of an
 * activation, and nothing needs it before a server is wanted.
 */
export { LanguageClient, RevealOutputChannelOn, State, TransportKind } from "vscode-languageclient/node";

/** What `import("./language-client.ts")` gives. */
export type ClientLibrary = typeof import("./language-client.ts");
