import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { IsovecError } from "@isovec/core";
import { z } from "zod";

export const pluginManifestFile = "isovec-plugin.json";

/** What a plugin's manifest says, and where it lies. */
export interface PluginManifest {
  readonly name: string;
  /** A program on PATH, or a path relative to the manifest's folder. Started without a shell. */
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside the few that every plugin gets. */
  readonly env: Readonly<Record<string, string>>;
  /** The manifest's folder: the plugin's working directory. */
  readonly directory: string;
}

const schema = z.strictObject({
  name: z.string().min(1).max(128),
  command: z.string().min(1),
  args: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
});

const pluginName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** A bare name is looked up in the user's folder only: no workspace can bring a program. */
function manifestOf(plugin: string, pluginsDirectory: string): string {
  if (isAbsolute(plugin)) return plugin;
  if (pluginName.test(plugin)) return join(pluginsDirectory, plugin, pluginManifestFile);
  throw new IsovecError(
    "ConfigurationInvalid",
    `backendOptions.plugin: ${JSON.stringify(plugin)} is neither a plugin's name nor an absolute path.`,
    {
      remedy: `Name a folder of ${pluginsDirectory}, or give the absolute path of an ${pluginManifestFile}.`,
    },
  );
}

/**
 * @param pluginsDirectory `isovec/plugins` in the user's configuration folder
 * @throws IsovecError `ConfigurationInvalid` that names the file or the key.
 */
export async function readPluginManifest(plugin: string, pluginsDirectory: string): Promise<PluginManifest> {
  const file = manifestOf(plugin, pluginsDirectory);
  const invalid = (what: string): IsovecError =>
    new IsovecError("ConfigurationInvalid", `${file}: ${what}.`, {
      remedy: 'For example { "name": "python-onnx", "command": "python3", "args": ["plugin.py"] }.',
    });
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw invalid(`the manifest of the plugin cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("it is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { name, command, args = [], env = {} } = parsed.data;
  return { name, command, args, env, directory: dirname(file) };
}
