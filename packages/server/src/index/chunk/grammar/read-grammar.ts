import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { Parser } from "web-tree-sitter";

const { resolve } = createRequire(import.meta.url);

/**
 * Tree-sitter's own code is worth optimizing. A grammar is not: its lexer is one huge function, on which V8's optimizing
 * compiler spends up to 20 s (Python's) for no gain. The flag counts for the whole process.
 */
export async function startTreeSitter(): Promise<void> {
  await Parser.init();
  setFlagsFromString("--liftoff-only");
}

/** A grammar's WebAssembly. */
export function readGrammar(file: string): Promise<Uint8Array> {
  return readFile(resolve(`@cursorless/tree-sitter-wasms/out/tree-sitter-${file}.wasm`));
}
