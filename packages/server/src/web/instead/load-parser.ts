import { Language, Parser } from "web-tree-sitter";
import { readPart } from "../package-parts.ts";

const loaded = new Map<string, Promise<Language>>();
let runtime: Promise<void> | undefined;

async function initialize(): Promise<void> {
  await Parser.init({ wasmBinary: await readPart("web-tree-sitter.wasm") });
}

async function readLanguage(file: string): Promise<Language> {
  runtime ??= initialize();
  await runtime;
  return Language.load(await readPart(`grammars/tree-sitter-${file}.wasm`));
}

/** A parser for a grammar, which is read at its first use. */
export async function loadParser(file: string): Promise<Parser> {
  let language = loaded.get(file);
  if (language === undefined) {
    language = readLanguage(file);
    loaded.set(file, language);
  }
  const ready = await language;
  const parser = new Parser();
  parser.setLanguage(ready);
  return parser;
}
