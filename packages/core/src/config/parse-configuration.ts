import { IsovecError } from "../errors/isovec-error.ts";
import {
  configurationKeys,
  configurationSchema,
  type PartialConfiguration,
  userOnlyKeys,
} from "./configuration.ts";

export type ConfigurationOrigin = "user" | "workspace";

function invalid(source: string, what: string, remedy: string): IsovecError {
  return new IsovecError("ConfigurationInvalid", `${source}: ${what}.`, { remedy });
}

/**
 * Checks one source of configuration.
 * @param source the file, or whatever names the source to the person who wrote it
 * @throws IsovecError `ConfigurationInvalid` that names the source and the key, `NotTrusted` for a key that a workspace
 *   may not set.
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
    throw invalid(
      source,
      `${key} is ${JSON.stringify(given[key])}: ${issue?.message}`,
      "See docs/configuration.md.",
    );
  }
  const forbidden = origin === "workspace" && Object.keys(given).find((key) => userOnlyKeys.has(key));
  if (forbidden) {
    throw new IsovecError("NotTrusted", `${source}: a workspace may not set ${forbidden}.`, {
      remedy: "Set it in your own configuration file or on the command line.",
    });
  }
  return parsed.data;
}
