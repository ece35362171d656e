// Writes what follows from the configuration's schema (packages/core/src/config) and the engines; both are built first:
//   packages/vscode-ext/schemas, JSON Schema of the user's isovec.json and of a workspace's;
//   the settings isovec.* in the extension's package.json, their English descriptions in its package.nls.json
//   node scripts/generate-configuration.mjs          writes the files
//   node scripts/generate-configuration.mjs --check  fails when one is not what it should be

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { backendProviders } from "../packages/backends/dist/index.js";
import { configurationJsonSchema } from "../packages/core/dist/index.js";
import { repository } from "./steps.mjs";

const schema = configurationJsonSchema("user", backendProviders);
const workspaceSchema = configurationJsonSchema("workspace", backendProviders);
const isUserOnly = (key) => workspaceSchema.properties[key].not !== undefined;
/** Read by `isovec pull`, which the editor never runs; and `store` and `reranker`, which an editor may not set. */
const noSettings = ["$schema", "hubUrl", "hubProxy", "store", "reranker"];
const keys = Object.keys(schema.properties).filter((key) => !noSettings.includes(key));

/** An empty value is none: what isovec.json says holds then. */
function settingOf(key) {
  const { type, minimum, maximum, enum: values, enumDescriptions } = schema.properties[key];
  const empty = { string: "", object: {}, integer: null }[type];
  return {
    type: type === "integer" ? ["integer", "null"] : type,
    default: empty,
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(values !== undefined && {
      enum: ["", ...values],
      enumDescriptions: [
        "%setting.unset%",
        ...(enumDescriptions === undefined ? [] : values.map((value) => `%setting.${key}.${value}%`)),
      ],
    }),
    scope: isUserOnly(key) ? "machine" : "machine-overridable",
    markdownDescription: `%setting.${key}%`,
  };
}

function stringsOf(key) {
  const { description, enum: values = [], enumDescriptions = [] } = schema.properties[key];
  return [
    [`setting.${key}`, description],
    ...values.flatMap((value, index) =>
      enumDescriptions[index] === undefined ? [] : [[`setting.${key}.${value}`, enumDescriptions[index]]],
    ),
  ];
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
const extension = (name) => join("packages/vscode-ext", name);
const read = (file) => JSON.parse(readFileSync(join(repository, file), "utf8"));

const manifest = read(extension("package.json"));
const { configuration } = manifest.contributes;
const own = Object.entries(configuration.properties).filter(([key]) => key.startsWith("isovec.server."));
configuration.properties = Object.fromEntries([
  ...keys.map((key) => [`isovec.${key}`, settingOf(key)]),
  ...own,
]);
manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = [
  ...keys.filter((key) => !isUserOnly(key)).map((key) => `isovec.${key}`),
  ...own.map(([key]) => key),
];

const generated = keys.flatMap(stringsOf);
const strings = Object.entries(read(extension("package.nls.json"))).filter(
  ([key]) => !keys.includes(key.split(".")[1]) || !key.startsWith("setting."),
);

// Compared by what they say: the formatter puts short lists on one line.
const files = {
  [extension("schemas/isovec.schema.json")]: schema,
  [extension("schemas/isovec.workspace.schema.json")]: workspaceSchema,
  [extension("package.json")]: manifest,
  [extension("package.nls.json")]: Object.fromEntries([...strings, ...generated]),
};
for (const [file, content] of Object.entries(files)) {
  const path = join(repository, file);
  if (!process.argv.includes("--check")) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, json(content));
  } else if (!isDeepStrictEqual(read(file), JSON.parse(json(content)))) {
    console.error(`${file} has drifted: run node scripts/generate-configuration.mjs`);
    process.exitCode = 1;
  }
}
