/** Methods between the server and a backend plugin (docs/writing-a-plugin.md). The plugin answers the requests. */
export const pluginMethods = {
  initialize: "initialize",
  load: "backend/load",
  embed: "backend/embed",
  unload: "backend/unload",
  health: "backend/health",
  shutdown: "shutdown",
  /** Notification to the plugin: it ends. */
  exit: "exit",
  /** Notification to the plugin: the answer to a request is no longer wanted. */
  cancel: "$/cancelRequest",
  /** Notification of the plugin: one short line on what takes long. */
  progress: "$/progress",
  /** Notification of the plugin: one line for the log. */
  log: "window/logMessage",
} as const;

export const pluginProtocolVersion = "1.0";
