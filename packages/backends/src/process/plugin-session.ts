import { type BackendLoadOptions, IsovecError, type ModelCard } from "@isovec/core";
import {
  type PluginCapabilities,
  type PluginInitializeParams,
  pluginInitializeResult,
  pluginLoadResult,
  pluginMethods,
  pluginProtocolVersion,
} from "@isovec/core/protocol";
import type { z } from "zod";
import { pluginLoadParams, pluginRowWidth } from "./load-params.ts";
import { wrongAnswer } from "./plugin-failure.ts";
import { maxFrameBytes, type PluginProcess } from "./plugin-process.ts";
import type { ProcessOptions } from "./process-options.ts";

/** What a plugin said when the model was loaded. */
export interface PluginSession {
  readonly capabilities: PluginCapabilities;
  readonly modelId: string;
  /** Components of a row. */
  readonly width: number;
}

export interface SessionRequest {
  readonly plugin: string;
  readonly card: ModelCard;
  readonly process: ProcessOptions;
  readonly load: Pick<BackendLoadOptions, "cacheDirectory" | "threads">;
  readonly dtype: { readonly name: string; readonly numeric: string };
}

function checked<T>(schema: z.ZodType<T>, answer: unknown, plugin: string, method: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrongAnswer(plugin, `${method} with result.${issue?.path.join(".")}: ${issue?.message}`);
}

/**
 * `initialize` and `backend/load`.
 * @throws IsovecError `ConfigurationInvalid` when the plugin refuses its options or computes in something else than
 * configured, `BackendUnavailable` when it would run another model
 */
export async function openSession(
  { plugin, card, process: settings, load, dtype }: SessionRequest,
  program: PluginProcess,
): Promise<PluginSession> {
  const { options, allowedHosts } = settings;
  const limits = { timeoutMs: settings.startTimeoutMs };
  const greeting: PluginInitializeParams = {
    protocolVersion: pluginProtocolVersion,
    processId: process.pid,
    options,
    cacheDir: load.cacheDirectory,
    policy: { network: allowedHosts.length > 0, allowedHosts },
    limits: { maxFrameBytes },
  };
  const hello = await program.request(pluginMethods.initialize, greeting, limits).catch((error: unknown) => {
    if (!IsovecError.is(error) || error.name !== "InputInvalid") throw error;
    throw new IsovecError("ConfigurationInvalid", `backendOptions.options: ${error.message}`, {
      cause: error,
    });
  });
  const { capabilities } = checked(pluginInitializeResult, hello, plugin, pluginMethods.initialize);
  if (capabilities.numeric !== dtype.numeric) {
    throw new IsovecError(
      "ConfigurationInvalid",
      `dtype: the plugin ${plugin} computes in ${capabilities.dtype} (${capabilities.numeric}), not in ${dtype.name}.`,
      { remedy: `Set "dtype" to one of the class ${capabilities.numeric}.` },
    );
  }
  const { name, maxTokens } = card;
  const params = await pluginLoadParams(card, dtype.name, load.threads);
  const answer = await program.request(pluginMethods.load, params, limits);
  const loaded = checked(pluginLoadResult, answer, plugin, pluginMethods.load);
  const width = pluginRowWidth(card, capabilities.output);
  if (loaded.dimensions !== width || loaded.maxTokens < maxTokens) {
    throw wrongAnswer(
      plugin,
      `that its rows have ${loaded.dimensions} components and its texts at most ${loaded.maxTokens} tokens; ${name} has ${width} and ${maxTokens}`,
    );
  }
  return { capabilities, modelId: loaded.modelId, width };
}
