export { notifications, type ProtocolMethod, requests } from "./catalogue.ts";
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
export { embedParams, tokenizeParams } from "./schemas/embedding.ts";
export { searchParams } from "./schemas/search.ts";
export { backendSelectParams, noParams } from "./schemas/server.ts";
export type * from "./types.ts";
