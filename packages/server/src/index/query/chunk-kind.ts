const name = "[\\p{L}_$`\"']";
const modifiers =
  "(?:(?:export|default|declare|public|private|protected|internal|static|abstract|final|async|pub(?:\\([a-z]+\\))?|unsafe|open|override|data|sealed|inline|extern|const|partial|readonly)\\s+)*";

function declared(keywords: string): RegExp {
  return new RegExp(`^[ \\t]*${modifiers}(?:${keywords})\\s+(?:\\([^)]*\\)\\s*)?${name}`, "mu");
}

const arrow =
  "(?:const|let|var)\\s+[\\p{L}\\p{N}_$]+\\s*=\\s*(?:async\\s*)?(?:\\([^)\\n]*\\)|[\\p{L}\\p{N}_$]+)\\s*=>";

export type ChunkKind =
  | "class"
  | "interface"
  | "trait"
  | "struct"
  | "enum"
  | "type"
  | "function"
  | "module"
  | "test"
  | "heading";

/** By the words that introduce a definition in the common languages; where functions have no keyword they are not told. */
const byKind: Readonly<Record<ChunkKind, RegExp>> = {
  class: declared("class|record|object"),
  interface: declared("interface|protocol"),
  trait: declared("trait"),
  struct: declared("struct"),
  enum: declared("enum"),
  type: declared("type|typealias"),
  function: new RegExp(
    `${declared("function\\*?|func|fun|fn|def|defp|sub").source}|^[ \\t]*(?:export\\s+)?${arrow}`,
    "mu",
  ),
  module: declared("namespace|module|mod|package|defmodule"),
  test: /^[ \t]*(?:(?:it|test|describe)(?:\.\w+)*\s*\(|#\[(?:\w+::)?test\]|@Test\b|(?:async\s+)?def test_|func Test\p{Lu})/mu,
  heading: /^#{1,6}\s+\S/m,
};

/** What `kind:` takes. */
export const chunkKinds: readonly ChunkKind[] = Object.keys(byKind) as ChunkKind[];

/** Whether a text defines something of the kind. */
export function definesKind(text: string, kind: ChunkKind): boolean {
  return byKind[kind].test(text);
}
