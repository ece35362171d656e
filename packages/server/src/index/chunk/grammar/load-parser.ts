import { Language, Parser } from "web-tree-sitter";
import { readGrammar, startTreeSitter } from "./read-grammar.ts";

const loaded = new Map<string, Promise<Language>>();
let runtime: Promise<void> | undefined;

async function readLanguage(file: string): Promise<Language> {
  runtime ??= startTreeSitter();
  await runtime;
  return Language.load(await readGrammar(file));
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
