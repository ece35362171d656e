import { join } from "node:path";
import {
  type BackendLoadOptions,
  dtypeOf,
  type EmbeddingBackend,
  type ModelCard,
  throwIfCancelled,
  userConfigurationDirectory,
} from "@isovec/core";
import { type Clock, systemClock } from "../peer/clock.ts";
import { peerDtypes } from "../peer/peer-dtypes.ts";
import { BoundedLog } from "./bounded-log.ts";
import { readPluginManifest } from "./plugin-manifest.ts";
import { PluginProcess } from "./plugin-process.ts";
import { openSession } from "./plugin-session.ts";
import { PluginSupervisor } from "./plugin-supervisor.ts";
import { processBackend } from "./process-backend.ts";
import { parseProcessOptions } from "./process-options.ts";

/** What a plugin runs in; tests give their own. */
export interface PluginSurroundings {
  readonly clock: Clock;
  /** One line of a plugin's stderr or log. stdout carries the server's protocol. */
  readonly writeLog: (line: string) => void;
  readonly pluginsDirectory: string;
}

const surroundings: PluginSurroundings = {
  clock: systemClock,
  writeLog: (line) => process.stderr.write(`${line}\n`),
  pluginsDirectory: join(userConfigurationDirectory(), "plugins"),
};

export async function loadPlugin(
  card: ModelCard,
  options: BackendLoadOptions,
  { clock, writeLog, pluginsDirectory }: PluginSurroundings = surroundings,
): Promise<EmbeddingBackend> {
  const { signal, onProgress, ...load } = options;
  const settings = parseProcessOptions(options.options);
  throwIfCancelled(signal);
  const manifest = await readPluginManifest(settings.plugin, pluginsDirectory);
  const { verifyWeights } = await import("../convert/verify-weights.ts");
  const plugin = manifest.name;
  const log = new BoundedLog(plugin, writeLog);
  const dtype = dtypeOf({ dtypes: peerDtypes }, options.dtype) ?? peerDtypes[0];
  let starting: PluginProcess | undefined;
  const supervisor = new PluginSupervisor(
    plugin,
    clock,
    () => {
      starting = new PluginProcess({ manifest, clock, log, onProgress });
      return starting;
    },
    async (program) => {
      await verifyWeights(card);
      return openSession({ plugin, card, process: settings, load, dtype }, program);
    },
  );
  const cancel = (): void => starting?.kill("its loading was cancelled");
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const { session } = await supervisor.loaded();
    return processBackend({ plugin, card, supervisor, session, timeoutMs: settings.timeoutMs });
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}
