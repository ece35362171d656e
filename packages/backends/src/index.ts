export { backendProviders, findBackend } from "./registry.ts";
