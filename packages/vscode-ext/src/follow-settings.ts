import { type Disposable, workspace } from "vscode";
import type { Configured } from "./configured.ts";
import type { ServerConnection } from "./server-connection.ts";
import { readConfigured, readServerSettings, settingsSection } from "./settings.ts";

/**
 * Keeps the server in step with the settings: what it can take while it runs is sent, so that an engine serves until the
 * next one has passed its probes; another program, or a key that is gone, needs a new server.
 *
 * @param restart reports its own failure
 */
export function followSettings(connection: ServerConnection, restart: () => Promise<void>): Disposable {
  let last = readConfigured();
  return workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration("isovec")) return;
    const before = last;
    last = readConfigured();
    const otherProgram = ["path", "runtime"].some((key) =>
      change.affectsConfiguration(`${settingsSection}.${key}`),
    );
    const waits = connection.view.phase === "stopped" && readServerSettings().start === "onDemand";
    if (waits) return;
    if (otherProgram || hasLost(before, last)) void restart();
    else void connection.configure(last);
  });
}

/** Sent settings are laid over those that the server has started with: one that is gone would stay. */
function hasLost(before: Configured, now: Configured): boolean {
  return Object.keys(before).some((key) => !(key in now));
}
