export { findBackend } from "./find-backend.ts";
export { openPlainServer, type PlainServer } from "./http/plain-server.ts";
export { openRerankServer, type RerankServer } from "./http/rerank-server.ts";
export { backendProviders } from "./registry.ts";
