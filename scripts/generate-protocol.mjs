// Writes what follows from the protocol's schemas (packages/core/src/protocol/schemas, catalogue.ts; built first):
//   types.ts and plugin-types.ts of packages/core/src/protocol, and in docs/protocol/1.0 of clients methods.md and schema.json,
//   of plugins plugin-methods.md and plugin-schema.json
//   node scripts/generate-protocol.mjs          writes the files
//   node scripts/generate-protocol.mjs --check  fails when one is not what it should be

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  notifications,
  pluginNotices,
  pluginProtocolVersion,
  pluginReports,
  pluginRequests,
  protocolVersion,
  requests,
} from "../packages/core/dist/protocol/index.js";
import { repository } from "./steps.mjs";

/** JSON Schema of every schema that has a name, without the bounds of JavaScript's integers, which are no rule. */
const { schemas } = z.toJSONSchema(z.globalRegistry, {
  uri: (name) => `#/$defs/${name}`,
  override: ({ jsonSchema }) => {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
});
const named = new Map(
  Object.entries(schemas)
    .map(([name, { $schema: _dialect, $id: _id, id: _name, ...schema }]) => [name, schema])
    .sort(([a], [b]) => a.localeCompare(b, "en")),
);
const definitions = [...named];
const nameOf = (schema) => schema && z.globalRegistry.get(schema).id;

const referenced = (reference) => reference.split("/").at(-1);

function docstring(description, indent) {
  if (description === undefined) return "";
  const one = `${indent}/** ${description} */\n`;
  if (one.length <= 115) return one;
  const lines = [];
  let line = `${indent} *`;
  for (const word of description.split(" ")) {
    if (`${line} ${word}`.length > 110) {
      lines.push(line);
      line = `${indent} *`;
    }
    line += ` ${word}`;
  }
  return `${indent}/**\n${[...lines, line].join("\n")}\n${indent} */\n`;
}

function typeOf(schema, indent) {
  if (schema.$ref !== undefined) return referenced(schema.$ref);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined) return schema.anyOf.map((choice) => typeOf(choice, indent)).join(" | ");
  if (schema.prefixItems !== undefined) {
    return `readonly [${schema.prefixItems.map((item) => typeOf(item, indent)).join(", ")}]`;
  }
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ type }, indent)).join(" | ");
  switch (schema.type) {
    case "array": {
      const item = typeOf(schema.items, indent);
      return `readonly ${/^[\w.]+$/.test(item) || item.startsWith("{") ? item : `(${item})`}[]`;
    }
    case "object":
      if (schema.properties === undefined || Object.keys(schema.properties).length === 0) {
        return schema.additionalProperties === false
          ? "Readonly<Record<string, never>>"
          : "Readonly<Record<string, unknown>>";
      }
      return `{\n${membersOf(schema, `${indent}  `)}${indent}}`;
    case "integer":
      return "number";
    case "string":
    case "number":
    case "boolean":
    case "null":
      return schema.type;
    default:
      return "unknown";
  }
}

function membersOf({ properties, required = [] }, indent) {
  return Object.entries(properties)
    .map(([key, schema]) => {
      const optional = !required.includes(key);
      const type = typeOf(schema, indent);
      const doc = docstring(schema.description, indent);
      return `${doc}${indent}readonly ${key}${optional ? "?" : ""}: ${type}${optional ? " | undefined" : ""};\n`;
    })
    .join("");
}

function declarationOf([name, schema]) {
  const doc = docstring(schema.description, "");
  if (schema.type === "object" && Object.keys(schema.properties ?? {}).length > 0) {
    return `${doc}export interface ${name} {\n${membersOf(schema, "  ")}}\n`;
  }
  return `${doc}export type ${name} = ${typeOf(schema, "")};\n`;
}

/** What methods use by name, and what the schemas of these use. */
function namesIn(methods) {
  const names = new Set();
  const collect = (schema) => {
    if (typeof schema !== "object" || schema === null) return;
    if (typeof schema.$ref === "string") add(referenced(schema.$ref));
    Object.values(schema).forEach(collect);
  };
  const add = (name) => {
    if (names.has(name)) return;
    names.add(name);
    collect(named.get(name));
  };
  for (const name of methods.flatMap(({ params, result }) => [nameOf(params), nameOf(result)])) {
    if (name !== undefined) add(name);
  }
  return definitions.filter(([name]) => names.has(name));
}

const typesOf = (listed) =>
  `// Written by scripts/generate-protocol.mjs from schemas/. Change the schemas.\n${listed
    .map((definition) => `\n${declarationOf(definition)}`)
    .join("")}`;

const schemaFile = (title, methods) =>
  `${JSON.stringify(
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title,
      methods: Object.fromEntries(
        methods.map(({ method, params, result }) => [
          method,
          {
            params: { $ref: `#/$defs/${nameOf(params)}` },
            ...(result !== undefined && { result: { $ref: `#/$defs/${nameOf(result)}` } }),
          },
        ]),
      ),
      $defs: Object.fromEntries(namesIn(methods)),
    },
    null,
    2,
  )}\n`;

const json = (value) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`;
const code = (type) =>
  `\`${type.replaceAll("readonly ", "").replaceAll(/\s+/g, " ").replaceAll("|", "\\|")}\``;

/** What a value keeps to besides its type, in words. */
function limitsOf({ type, minimum, exclusiveMinimum, maximum, minLength, maxLength, minItems, maxItems }) {
  const least = type === "integer" ? (minimum ?? (exclusiveMinimum === 0 ? 1 : undefined)) : minimum;
  const range = (from, to, of) => {
    if (from !== undefined && to !== undefined) return `${from} to ${to}${of}.`;
    return from !== undefined ? `At least ${from}${of}.` : `At most ${to}${of}.`;
  };
  return [
    (least || maximum !== undefined) && range(least || undefined, maximum, ""),
    minLength === 1 && maxLength === undefined && "Not empty.",
    maxLength !== undefined && range(minLength, maxLength, " characters"),
    (minItems || maxItems) && range(minItems, maxItems, ""),
  ].filter(Boolean);
}

/** A description says more than what it is of. */
const more = ({ description = "" }) => description.replace(/^(?:Params|Result) of [^.:]*[.:]\s*/, "");

function tableOf(name) {
  const schema = named.get(name);
  if (schema.properties === undefined || Object.keys(schema.properties).length === 0) {
    return `\`${name}\`: ${schema.description ?? ""}\n`;
  }
  const rows = Object.entries(schema.properties).map(([key, value]) => {
    const optional = !(schema.required ?? []).includes(key);
    const type = value.type === "integer" ? "`integer`" : code(typeOf(value, ""));
    const said = [value.description, ...limitsOf(value)].filter(Boolean).join(" ");
    return `| \`${key}${optional ? "?" : ""}\` | ${type} | ${said} |`;
  });
  const about = more(schema);
  return `\`${name}\`${about === "" ? "" : `: ${about}`}\n\n| key | type | |\n|---|---|---|\n${rows.join("\n")}\n`;
}

function section({ method, description, since, example, params, result }) {
  return [
    `### \`${method}\`\n`,
    `${description} Since ${since}.\n`,
    `**Params** ${tableOf(nameOf(params))}`,
    ...(result === undefined ? [] : [`**Result** ${tableOf(nameOf(result))}`]),
    `${json({ method, params: example.params })}`,
    ...(result === undefined ? [] : [json({ result: example.result })]),
  ].join("\n");
}

function reference({ title, schema, sections }) {
  const methods = sections.flatMap(([, listed]) => listed);
  const inMethods = new Set(methods.flatMap(({ params, result }) => [nameOf(params), nameOf(result)]));
  const shared = namesIn(methods).filter(([name]) => !inMethods.has(name));
  return `<!-- Written by scripts/generate-protocol.mjs from packages/core/src/protocol. -->
# ${title}

The rules that hold for all of them are in [the specification](specification.md). The same in JSON Schema: [${schema}](${schema}).

${sections.map(([heading, listed]) => `## ${heading}\n\n${listed.map(section).join("\n")}`).join("\n")}
## Types that several of them share

${shared.map(([name, schema]) => `${tableOf(name)}${schema.properties === undefined ? `\n${code(typeOf(schema, ""))}\n` : ""}`).join("\n")}`;
}

/** As the repository's formatter writes it. */
function formatted(path, input) {
  const biome = join(repository, "node_modules/@biomejs/biome/bin/biome");
  return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${path}`], {
    cwd: repository,
    encoding: "utf8",
    input,
  });
}

const types = (name, definitions) => {
  const path = `packages/core/src/protocol/${name}`;
  return [path, formatted(path, typesOf(definitions))];
};
const clientMethods = [...requests, ...notifications];
const pluginMethods = [...pluginRequests, ...pluginNotices, ...pluginReports];
const forClients = new Set(namesIn(clientMethods));
const forPlugins = namesIn(pluginMethods).filter((definition) => !forClients.has(definition));
const folder = "docs/protocol/1.0";
const jsonSchema = (name, title, methods) => {
  const path = `${folder}/${name}`;
  return [path, formatted(path, schemaFile(title, methods))];
};
const server = `Embedding Server Protocol ${protocolVersion}`;
const plugin = `Plugins of the Embedding Server Protocol ${pluginProtocolVersion}`;
const files = new Map([
  types(
    "types.ts",
    definitions.filter((definition) => !forPlugins.includes(definition)),
  ),
  types("plugin-types.ts", forPlugins),
  jsonSchema("schema.json", server, clientMethods),
  jsonSchema("plugin-schema.json", plugin, pluginMethods),
  [
    `${folder}/methods.md`,
    reference({
      title: `Methods of the ${server}`,
      schema: "schema.json",
      sections: [
        ["Requests of the client", requests],
        ["Notifications of the server", notifications],
      ],
    }),
  ],
  [
    `${folder}/plugin-methods.md`,
    reference({
      title: `Methods of ${plugin.replace("Plugins", "plugins")}`,
      schema: "plugin-schema.json",
      sections: [
        ["Requests of the server", pluginRequests],
        ["Notifications of the server", pluginNotices],
        ["Notifications of the plugin", pluginReports],
      ],
    }),
  ],
]);
for (const [path, text] of files) {
  const file = join(repository, path);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    console.error(`${path} has drifted: run node scripts/generate-protocol.mjs`);
    process.exitCode = 1;
  }
}
