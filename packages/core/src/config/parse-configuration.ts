import { IsovecError } from "../errors/isovec-error.ts";
import {
  configurationKeys,
  configurationSchema,
  ownFileKeys,
  type PartialConfiguration,
  userOnlyKeys,
} from "./configuration.ts";

/** `editor`: what a client sends. */
export type ConfigurationOrigin = "user" | "editor" | "workspace";

const refusedTo: Readonly<Record<ConfigurationOrigin, ReadonlySet<string>>> = {
  user: new Set(),
  editor: ownFileKeys,
  workspace: userOnlyKeys,
};

function invalid(source: string, what: string, remedy: string): IsovecError {
  return new IsovecError("ConfigurationInvalid", `${source}: ${what}.`, { remedy });
}

/**
 * Checks one source of configuration.
 * @param source the file, or whatever names the source to the person who wrote it
 * @throws IsovecError `ConfigurationInvalid` that names the source and the key, `NotTrusted` for a key that a workspace
 *   or an editor may not set.
 */
export function parseConfiguration(
  value: unknown,
  source: string,
  origin: ConfigurationOrigin,
): PartialConfiguration {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(source, "the configuration must be a JSON object", 'For example { "backend": "onnx" }.');
  }
  // Names the schema to editors, and says nothing to us.
  const { $schema: _schema, ...given } = value as { readonly [key: string]: unknown };
  const unknown = Object.keys(given).find((key) => !configurationKeys.includes(key));
  if (unknown !== undefined) {
    throw invalid(
      source,
      `unknown key ${JSON.stringify(unknown)}`,
      `Known keys: ${configurationKeys.join(", ")}.`,
    );
  }
  const parsed = configurationSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const key = issue?.path.join(".") ?? "";
    // A password may lie where it does not belong.
    const isSecret = ownFileKeys.has(String(issue?.path[0]));
    const shown = isSecret ? "" : ` is ${JSON.stringify(given[key])}`;
    throw invalid(source, `${key}${shown}: ${issue?.message}`, "See docs/configuration.md.");
  }
  const forbidden = Object.keys(given).find((key) => refusedTo[origin].has(key));
  if (forbidden !== undefined) {
    const who = origin === "editor" ? "an editor" : "a workspace";
    throw new IsovecError("NotTrusted", `${source}: ${who} may not set ${forbidden}.`, {
      remedy: `Set it in your own configuration file${ownFileKeys.has(forbidden) ? "" : " or on the command line"}.`,
    });
  }
  return parsed.data;
}
