import { z } from "zod";
import type { BackendProvider } from "../backend/backend-provider.ts";
import { configurationSchema, userOnlyKeys } from "./configuration.ts";
import type { ConfigurationOrigin } from "./parse-configuration.ts";

/** JSON Schema, with the keywords that editors know beside it (`errorMessage`, `doNotSuggest`, `enumDescriptions`). */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What an editor needs to know of an engine. */
export type ConfigurableEngine = Pick<BackendProvider, "id" | "description" | "dtypes" | "devices">;

/**
 * JSON Schema (draft 7) of an isovec.json: what `parseConfiguration` takes, as far as the file alone says it.
 *
 * @param origin whose file it is; a workspace's may not hold every key
 * @param engines all engines, the default first
 */
export function configurationJsonSchema(
  origin: ConfigurationOrigin,
  engines: readonly ConfigurableEngine[],
): JsonSchema {
  const { properties: known, ...document } = z.toJSONSchema(configurationSchema, {
    target: "draft-7",
    io: "input",
    override: ({ jsonSchema }) => {
      // zod's own bound of an integer is no rule of ours.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }) as { readonly properties: Readonly<Record<string, JsonSchema>> };
  const properties = Object.entries(known).map(([key, schema]) =>
    origin === "workspace" && userOnlyKeys.has(key)
      ? [key, refused(key, schema)]
      : [key, { ...schema, markdownDescription: schema["description"], ...suggested(key, engines) }],
  );
  return {
    ...document,
    title: "isovec.json",
    description: "Configuration of Isovec.",
    properties: { $schema: { type: "string" }, ...Object.fromEntries(properties) },
    allOf: engines.map(ofEngine),
  };
}

function refused(key: string, { description }: JsonSchema): JsonSchema {
  const where = `A workspace may not set ${key}: set it in your own configuration file.`;
  return { not: {}, description, markdownDescription: description, errorMessage: where, doNotSuggest: true };
}

function suggested(key: string, engines: readonly ConfigurableEngine[]): JsonSchema {
  if (key === "backend") {
    return {
      enum: engines.map(({ id }) => id),
      enumDescriptions: engines.map((engine) => engine.description),
    };
  }
  // The engine may be named by another file: what no engine knows is wrong, what this one does not know is for `allOf`.
  if (key === "dtype")
    return { enum: unique(engines.flatMap(({ dtypes }) => dtypes.map(({ name }) => name))) };
  if (key === "device") return { enum: unique(engines.flatMap(({ devices }) => devices)) };
  return {};
}

/** What goes with an engine that the same file names. */
function ofEngine({ id, dtypes, devices }: ConfigurableEngine): JsonSchema {
  return {
    if: { properties: { backend: { const: id } }, required: ["backend"] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword.
    then: {
      properties: { dtype: { enum: dtypes.map(({ name }) => name) }, device: { enum: [...devices] } },
    },
  };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
