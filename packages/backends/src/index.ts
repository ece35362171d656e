export { findBackend } from "./find-backend.ts";
export { openPlainServer, type PlainServer } from "./http/plain-server.ts";
export { openRerankServer, type RerankServer } from "./http/rerank-server.ts";
export { TokenizerProcess } from "./long-texts/tokenizer-process.ts";
export { backendProviders } from "./registry.ts";
