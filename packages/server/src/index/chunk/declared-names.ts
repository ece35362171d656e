/** The words by which the common languages introduce a name. One rule for all of them, until a parser knows better. */
const declaration: RegExp =
  /^[ \t]*(?:(?:export|default|declare|public|private|protected|internal|static|abstract|final|async|pub(?:\([a-z]+\))?|unsafe|open|override|data|sealed|inline|extern)\s+)*(?:class|interface|enum|struct|trait|impl|type|namespace|module|mod|protocol|extension|object|record|function\*?|func|fun|fn|def|defmodule|sub|const|let|var|val)\s+(?:\([^)]*\)\s*)?([\p{L}_$][\p{L}\p{N}_$]*)/gmu;

/** A long list of names says as little as none. */
const mostNames = 24;

/** The names that a piece of code declares, in their order. */
export function declaredNames(text: string): string[] {
  const names = new Set<string>();
  for (const [, name] of text.matchAll(declaration)) {
    if (name !== undefined && names.size < mostNames) names.add(name);
  }
  return [...names];
}
