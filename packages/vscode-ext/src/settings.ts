import { workspace } from "vscode";

export const settingsSection = "isovec.server";

export interface ServerSettings {
  /** "" when unset. */
  readonly path: string;
  /** "" when unset. */
  readonly runtime: string;
}

export function readServerSettings(): ServerSettings {
  const settings = workspace.getConfiguration(settingsSection);
  return {
    path: settings.get<string>("path", "").trim(),
    runtime: settings.get<string>("runtime", "").trim(),
  };
}
