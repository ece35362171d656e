import { workspace } from "vscode";
import { type Configured, configured } from "./configured.ts";

/** Of the extension itself; every other key of `isovec` is one of isovec.json's. */
export const settingsSection = "isovec.server";

export interface ServerSettings {
  /** "" when unset. */
  readonly path: string;
  /** "" when unset. */
  readonly runtime: string;
  readonly start: "automatic" | "onDemand";
}

export function readServerSettings(): ServerSettings {
  const settings = workspace.getConfiguration(settingsSection);
  return {
    path: settings.get<string>("path", "").trim(),
    runtime: settings.get<string>("runtime", "").trim(),
    start: settings.get<"automatic" | "onDemand">("start", "automatic"),
  };
}

export function readConfigured(): Configured {
  return configured(workspace.getConfiguration("isovec"));
}
