import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { CodeServer } from "./code-server.ts";
import { patience } from "./patience.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Runs a command of the second extension and reads what came of it.
 *
 * @param name of the file that it writes beside the workspace
 */
export async function outcomeOf<Outcome>(
  workbench: Workbench,
  { workspace }: CodeServer,
  command: string,
  name: string,
): Promise<Outcome> {
  const file = join(workspace, "..", `${name}.json`);
  rmSync(file, { force: true });
  await workbench.runCommand(command);
  await expect.poll(() => existsSync(file), patience).toBe(true);
  return JSON.parse(readFileSync(file, "utf8")) as Outcome;
}
