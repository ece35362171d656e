import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The XDG specification tells to ignore a relative path. */
function xdg(variable: string, fallback: string): string {
  const value = process.env[variable];
  return value !== undefined && isAbsolute(value) ? value : join(homedir(), fallback);
}

function windows(variable: string, fallback: string): string {
  return process.env[variable] ?? join(homedir(), "AppData", fallback);
}

/** Where files may be deleted and made again, by the platform's own convention. */
export function userCacheDirectory(): string {
  if (process.platform === "win32") return join(windows("LOCALAPPDATA", "Local"), "isovec", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "isovec");
  return join(xdg("XDG_CACHE_HOME", ".cache"), "isovec");
}

/** Where the user's own isovec.json lies. */
export function userConfigurationDirectory(): string {
  if (process.platform === "win32") return join(windows("APPDATA", "Roaming"), "isovec");
  return join(xdg("XDG_CONFIG_HOME", ".config"), "isovec");
}
