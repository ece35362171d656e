export { notifications, type ProtocolMethod, requests } from "./catalogue.ts";
export {
  type FileReadParams,
  type FolderEntry,
  type FolderListParams,
  folderRequests,
  type PartReadParams,
} from "./folder-requests.ts";
export { methods, protocolVersion } from "./methods.ts";
export { pluginNotices, pluginReports, pluginRequests } from "./plugin-catalogue.ts";
export { pluginMethods, pluginProtocolVersion } from "./plugin-methods.ts";
export type * from "./plugin-types.ts";
export { duplicatesParams } from "./schemas/duplicates.ts";
export { embedParams, tokenizeParams } from "./schemas/embedding.ts";
export { pluginEmbedResult, pluginInitializeResult, pluginLoadResult } from "./schemas/plugin.ts";
export { searchParams, similarParams } from "./schemas/search.ts";
export { backendMeasurement, backendMeasureParams, backendSelectParams, noParams } from "./schemas/server.ts";
export type * from "./types.ts";
