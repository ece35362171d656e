import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Configured } from "./configured.ts";

/**
 * Options of `isovec` by which a program of its own (a report, an agent's server) is configured as this window's server.
 * The settings rank as they do there: a named file outranks the workspace's.
 *
 * @param folder absolute; the file is made in it, one for each content, so that windows do not change each other's
 */
export function settingsOptions(settings: Configured, folder: string): readonly string[] {
  if (Object.keys(settings).length === 0) return [];
  const content = JSON.stringify(settings);
  const name = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const file = join(folder, `settings-${name}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, content, { mode: 0o600 });
  return ["--config", file];
}
