export { findBackend } from "./find-backend.ts";
export { backendProviders } from "./registry.ts";
