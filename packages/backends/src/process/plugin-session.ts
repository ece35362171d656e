import { stat } from "node:fs/promises";
import { relative } from "node:path";
import {
  type BackendLoadOptions,
  IsovecError,
  type ModelCard,
  readManifest,
  sha256OfFile,
  weightsFiles,
} from "@isovec/core";
import {
  type PluginCapabilities,
  type PluginInitializeParams,
  type PluginLoadParams,
  pluginInitializeResult,
  pluginLoadResult,
  pluginMethods,
  pluginProtocolVersion,
} from "@isovec/core/protocol";
import type { z } from "zod";
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

async function filesOf(card: ModelCard): Promise<PluginLoadParams["model"]["files"]> {
  const manifest = await readManifest(card.directory);
  if (manifest !== undefined) return manifest.files;
  const files = await weightsFiles(card.weightsFile);
  return Promise.all(
    files.map(async (file) => ({
      path: relative(card.directory, file).replaceAll("\\", "/"),
      sha256: files.length === 1 ? card.weightsSha256 : await sha256OfFile(file),
      bytes: (await stat(file)).size,
    })),
  );
}

/** Width of a row at the stage that the plugin stops at. */
function widthOf({ steps, hiddenSize, dimensions }: ModelCard, output: PluginCapabilities["output"]): number {
  if (output === "states") return hiddenSize;
  if (output === "vectors") return dimensions;
  const [pooling] = steps;
  return hiddenSize * (pooling?.kind === "pooling" ? pooling.modes.length : 1);
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
  const { name, directory, architecture, hiddenSize, vocabularySize, maxTokens } = card;
  const model = {
    id: name,
    dir: directory,
    files: await filesOf(card),
    architecture,
    hiddenSize,
    vocabularySize,
    maxTokens,
  };
  const params: PluginLoadParams = {
    model,
    dtype: dtype.name,
    ...(load.threads !== undefined && { threads: load.threads }),
  };
  const answer = await program.request(pluginMethods.load, params, limits);
  const loaded = checked(pluginLoadResult, answer, plugin, pluginMethods.load);
  const width = widthOf(card, capabilities.output);
  if (loaded.dimensions !== width || loaded.maxTokens < maxTokens) {
    throw wrongAnswer(
      plugin,
      `that its rows have ${loaded.dimensions} components and its texts at most ${loaded.maxTokens} tokens; ${name} has ${width} and ${maxTokens}`,
    );
  }
  return { capabilities, modelId: loaded.modelId, width };
}
