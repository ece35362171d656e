import { embedChecks } from "./embed-checks.ts";
import { lifeChecks } from "./life-checks.ts";
import { messageChecks } from "./message-checks.ts";
import { parameterChecks } from "./parameter-checks.ts";
import type { PluginCheck } from "./plugin-subject.ts";
import { startChecks } from "./start-checks.ts";

/** What a plugin must do, one check a MUST. */
export const pluginChecks: readonly PluginCheck[] = [
  ...startChecks,
  ...messageChecks,
  ...embedChecks,
  ...parameterChecks,
  ...lifeChecks,
];
