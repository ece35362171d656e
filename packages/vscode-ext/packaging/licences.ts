import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ShippedPackage } from "./shipped-packages.ts";

/** SPDX identifiers of what may be passed on in binary form, with nothing but its text. */
const acceptable: ReadonlySet<string> = new Set([
  ...[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "ISC",
    "MIT",
    "Python-2.0",
    "Unlicense",
  ],
]);

/** Texts that packages do not carry, or not all of them: those of their repositories, in the folder `licences`. */
const textsKeptHere: Readonly<Record<string, string>> = {
  "@cursorless/tree-sitter-wasms": "tree-sitter-grammars.txt",
  "onnxruntime-node": "onnxruntime.txt",
  "onnxruntime-common": "onnxruntime.txt",
  "@vscode/l10n": "microsoft.txt",
  "@sqlite.org/sqlite-wasm": "sqlite-wasm.txt",
  postgres: "unlicense.txt",
};

/** Packages that come from the repository of another, which carries the text. */
const sameRepository = [{ name: /^@libsql\//, as: "libsql" }];

function textIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const texts = readdirSync(folder)
    .filter((name) => /^(?:licen[cs]e|copying|notice|third-?party-?notices)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n").trim());
  return texts.length === 0 ? undefined : texts.join("\n\n");
}

/**
 * The licence of a package: its SPDX identifier and its words, those of its notices among them.
 *
 * @param kept absolute path of the folder `licences`
 * @throws Error when the licence has not been agreed to, or its text is nowhere
 */
export function licenceOf(
  { manifest, folder }: ShippedPackage,
  repository: string,
  kept: string,
): { readonly id: string; readonly text: string } {
  const { name, version, license: id = "" } = manifest;
  if (!acceptable.has(id)) {
    throw new Error(`${name}@${version} has the licence "${id}", which is not among those agreed to.`);
  }
  const keptHere = textsKeptHere[name];
  const other = sameRepository.find((rule) => rule.name.test(name))?.as;
  const texts = [
    textIn(folder) ?? (other === undefined ? undefined : textIn(join(repository, "node_modules", other))),
    keptHere === undefined ? undefined : readFileSync(join(kept, keptHere), "utf8").trim(),
  ].filter((text) => text !== undefined);
  if (texts.length > 0) return { id, text: texts.join("\n\n") };
  throw new Error(`${name}@${version} brings no text of its licence: put it into packaging/licences.`);
}
