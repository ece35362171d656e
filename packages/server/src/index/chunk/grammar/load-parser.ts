import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { Language, Parser } from "web-tree-sitter";

const { resolve } = createRequire(import.meta.url);
const loaded = new Map<string, Promise<Language>>();
let runtime: Promise<void> | undefined;

/**
 * Tree-sitter's own code is worth optimizing. A grammar is not: its lexer is one huge function, on which V8's optimizing
 * compiler spends up to 20 s (Python's) for no gain. The flag counts for the whole process.
 */
async function initialize(): Promise<void> {
  await Parser.init();
  setFlagsFromString("--liftoff-only");
}

async function readLanguage(file: string): Promise<Language> {
  runtime ??= initialize();
  await runtime;
  return Language.load(await readFile(resolve(`@cursorless/tree-sitter-wasms/out/tree-sitter-${file}.wasm`)));
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
