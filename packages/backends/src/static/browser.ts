/** The static engine where there is no Node: a browser fetches the table's file and hands over its bytes. */
export { readTokenTable } from "./read-token-table.ts";
export { StaticBackend } from "./static-backend.ts";
export type { TokenTable } from "./token-table.ts";
