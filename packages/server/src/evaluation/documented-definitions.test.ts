import { describe, expect, it } from "vitest";
import { documentedDefinitions, withoutDocumentation } from "./documented-definitions.ts";

const sentences = (text: string, language: string) =>
  documentedDefinitions(text, language).map(({ sentence }) => sentence);

describe("what a definition's documentation asks for", () => {
  it.each<[string, string, string]>([
    [
      "typescript",
      "/**\n * Puts ranked lists together, best first. And more.\n *\n * @param lists all of them\n */\nexport function fuse(lists) {\n  return 1;\n}\n",
      "Puts ranked lists together, best first.",
    ],
    [
      "python",
      'def fuse(\n    lists,\n):\n    """Puts ranked `lists` together, best first.\n\n    More.\n    """\n    return 1\n',
      "Puts ranked lists together, best first.",
    ],
    [
      "go",
      "// Fuse puts ranked lists together.\nfunc Fuse() int {\n\treturn 1\n}\n",
      "Fuse puts ranked lists together.",
    ],
    [
      "java",
      "class Lists {\n  /** Puts {@code ranked} lists together. */\n  public int fuse(int lists) {\n    return 1;\n  }\n}\n",
      "Puts ranked lists together.",
    ],
    [
      "rust",
      "/// Puts ranked lists together.\n#[inline]\npub fn fuse() -> u8 {\n    1\n}\n",
      "Puts ranked lists together.",
    ],
    [
      "ruby",
      "# Puts ranked lists together, best first\ndef fuse\n  1\nend\n",
      "Puts ranked lists together, best first",
    ],
  ])("in %s, and is taken out of the text line by line", (language, text, sentence) => {
    const definitions = documentedDefinitions(text, language);
    expect(definitions.map((definition) => definition.sentence)).toEqual([sentence]);
    const rest = withoutDocumentation(text, definitions);
    expect(rest).not.toContain("together");
    expect(rest.split("\n")).toHaveLength(text.split("\n").length);
    expect(rest.toLowerCase()).toContain("fuse");
  });

  it("is no licence, no note and no two words", () => {
    expect(sentences("// Copyright 2020 by the authors of this\nfunc A() {}\n", "go")).toEqual([]);
    expect(sentences("// See what is written about it elsewhere\nfunc A() {}\n", "go")).toEqual([]);
    expect(sentences("// A sorter.\nfunc A() {}\n", "go")).toEqual([]);
    expect(sentences("// Says something about the line below it\ncall();\n", "javascript")).toEqual([]);
  });
});
