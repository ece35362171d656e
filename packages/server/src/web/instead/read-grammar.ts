import { Parser } from "web-tree-sitter";
import { readPart } from "../package-parts.ts";

export async function startTreeSitter(): Promise<void> {
  await Parser.init({ wasmBinary: await readPart("web-tree-sitter.wasm") });
}

/** A grammar's WebAssembly, out of the package. */
export function readGrammar(file: string): Promise<Uint8Array> {
  return readPart(`grammars/tree-sitter-${file}.wasm`);
}
