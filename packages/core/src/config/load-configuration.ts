import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import { parseHubReference } from "../model/hub-reference.ts";
import { type Configuration, defaultsFor, type PartialConfiguration } from "./configuration.ts";
import { type ConfigurationOrigin, parseConfiguration } from "./parse-configuration.ts";

export const configurationFile = "isovec.json";

export interface ConfigurationSources {
  /** Folder of the user's own file; the file may be absent. */
  readonly userDirectory: string;
  /** Folder whose file the workspace brings; the file may be absent. */
  readonly workspace?: string | undefined;
  /** A file named on the command line; it must exist and counts as the user's. */
  readonly file?: string | undefined;
  /** What the command line or the editor sets. It wins. */
  readonly overrides?: PartialConfiguration;
}

/**
 * A bundled model's name has neither a slash nor a dot in front. `org/name` may be both, a folder beside the file and a
 * model of the hub: it is the folder where there is one.
 */
function isModelPath(model: string, directory: string): boolean {
  if (!/[\\/]/.test(model) && !model.startsWith(".")) return false;
  return parseHubReference(model) === undefined || existsSync(resolve(directory, model));
}

/** A path in a file is relative to that file. */
function resolvePaths(configuration: PartialConfiguration, directory: string): PartialConfiguration {
  const { model, staticModel, cacheDirectory, stateDirectory } = configuration;
  return {
    ...configuration,
    ...(model !== undefined && isModelPath(model, directory) && { model: resolve(directory, model) }),
    ...(staticModel !== undefined &&
      isModelPath(staticModel, directory) && { staticModel: resolve(directory, staticModel) }),
    ...(cacheDirectory !== undefined && { cacheDirectory: resolve(directory, cacheDirectory) }),
    ...(stateDirectory !== undefined && { stateDirectory: resolve(directory, stateDirectory) }),
  };
}

async function readConfiguration(
  file: string,
  origin: ConfigurationOrigin,
  mustExist: boolean,
): Promise<PartialConfiguration> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!mustExist && (code === "ENOENT" || code === "ENOTDIR")) return {};
    throw new IsovecError("ConfigurationInvalid", `The configuration ${file} cannot be read (${code}).`, {
      remedy: "Check the path and its permissions.",
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new IsovecError("ConfigurationInvalid", `${file} is not valid JSON: ${(error as Error).message}.`, {
      remedy: "Correct the file; comments and trailing commas are not JSON.",
      cause: error,
    });
  }
  return resolvePaths(parseConfiguration(value, file, origin), dirname(resolve(file)));
}

/**
 * Puts the sources together, the later the stronger: defaults, the user's file, the workspace's file, the file named
 * on the command line, overrides.
 * @throws IsovecError `ConfigurationInvalid` or `NotTrusted`, naming file and key.
 */
export async function loadConfiguration(sources: ConfigurationSources): Promise<Configuration> {
  const { userDirectory, workspace, file, overrides = {} } = sources;
  const own = await readConfiguration(join(userDirectory, configurationFile), "user", false);
  const brought =
    workspace === undefined
      ? {}
      : await readConfiguration(join(workspace, configurationFile), "workspace", false);
  const named = file === undefined ? {} : await readConfiguration(file, "user", true);
  const set = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const chosen: PartialConfiguration = { ...own, ...brought, ...named, ...set };
  return { ...defaultsFor(chosen.backend), ...chosen } as Configuration;
}
