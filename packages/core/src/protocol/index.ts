export { type BackendListResult, type BackendSelectParams, backendSelectParams } from "./backend.ts";
export {
  type EmbedParams,
  type EmbedResult,
  embedParams,
  type ModelsResult,
  type TokenizeParams,
  type TokenizeResult,
  tokenizeParams,
} from "./embedding.ts";
export type { IndexStatus } from "./index-status.ts";
export { methods, protocolVersion } from "./methods.ts";
export {
  type PluginCapabilities,
  type PluginEmbedParams,
  type PluginEmbedResult,
  type PluginEncoding,
  type PluginInitializeParams,
  type PluginInitializeResult,
  type PluginLoadParams,
  type PluginLoadResult,
  pluginEmbedResult,
  pluginInitializeResult,
  pluginLoadResult,
} from "./plugin.ts";
export { pluginMethods, pluginProtocolVersion } from "./plugin-methods.ts";
export {
  type SearchHit,
  type SearchMode,
  type SearchParams,
  type SearchResult,
  searchParams,
} from "./search.ts";
export type { ServerStatus } from "./server-status.ts";
