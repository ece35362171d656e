/** Method names of the Embedding Server Protocol 1.0 that are not LSP's own. */
export const methods = {
  embed: "embedding/embed",
  tokenize: "embedding/tokenize",
  models: "embedding/models",
  search: "search/query",
  similar: "search/similar",
  duplicates: "search/duplicates",
  indexStatus: "index/status",
  indexRefresh: "index/refresh",
  indexPause: "index/pause",
  indexResume: "index/resume",
  indexClear: "index/clear",
  backendList: "backend/list",
  backendSelect: "backend/select",
  backendMeasure: "backend/measure",
  /** Notification: the index moved on; params are IndexStatus. */
  indexDidChange: "index/didChange",
  /** Notification, as rust-analyzer's: health of the server as a whole. */
  serverStatus: "experimental/serverStatus",
} as const;

export const protocolVersion = "1.0";
