import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfiguration } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { getLanguageService, TextDocument } from "vscode-json-languageservice";
import { repository } from "./repository.ts";

const extension = join(repository, "packages/vscode-ext");
const { contributes } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8")) as {
  readonly contributes: {
    readonly jsonValidation: readonly { readonly fileMatch: string[]; readonly url: string }[];
  };
};

/** VS Code's own, with the schemas that the extension brings. */
const service = getLanguageService({});
service.configure({
  validate: true,
  schemas: contributes.jsonValidation.map(({ fileMatch, url }) => ({
    uri: `schema:${url}`,
    fileMatch,
    schema: JSON.parse(readFileSync(join(extension, url), "utf8")),
  })),
});

const ofWorkspace = "file:///project/isovec.json";
const ofUser = "file:///home/ada/.config/isovec/isovec.json";

/** What VS Code underlines in a file. */
async function complaints(value: unknown, uri: string = ofWorkspace): Promise<string[]> {
  const document = TextDocument.create(uri, "json", 1, JSON.stringify(value));
  const found = await service.doValidation(document, service.parseJSONDocument(document));
  return found.map(({ message }) => String(message));
}

/** Labels of what VS Code offers at the `|`. */
async function completions(text: string, uri: string = ofWorkspace): Promise<string[]> {
  const document = TextDocument.create(uri, "json", 1, text.replace("|", ""));
  const position = document.positionAt(text.indexOf("|"));
  const list = await service.doComplete(document, position, service.parseJSONDocument(document));
  return list?.items.map(({ label }) => label) ?? [];
}

/** Every isovec.json that a page of docs shows. */
function documentedExamples(): [page: string, example: Readonly<Record<string, unknown>>][] {
  const pages = readdirSync(join(repository, "docs")).filter((name) => name.endsWith(".md"));
  return pages.flatMap((page) =>
    [...readFileSync(join(repository, "docs", page), "utf8").matchAll(/```json\n(.*?)```/gs)]
      .map(([, text = ""]): [string, Readonly<Record<string, unknown>>] => [page, JSON.parse(text)])
      .filter(([, example]) => "backend" in example),
  );
}

describe("the schema of isovec.json", () => {
  it("is what the configuration and the engines say, and so are the settings", () => {
    const script = join(repository, "scripts/generate-configuration.mjs");
    expect(() => execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })).not.toThrow();
  });

  it.each(documentedExamples())("takes the example of %s: %j", async (_page, example) => {
    expect(await complaints(example, ofUser)).toEqual([]);
    expect(parseConfiguration(example, "isovec.json", "user")).toEqual(example);
  });

  it("finds several examples", () => {
    expect(documentedExamples().length).toBeGreaterThanOrEqual(4);
  });

  it.each([
    [{ bakend: "onnx" }, /bakend is not allowed/],
    [{ threads: 0 }, /minimum of 1/],
    [{ threads: "two" }, /Incorrect type/],
    [{ logLevel: "loud" }, /not allowed|not accepted/],
    [{ model: "" }, /shorter than the minimum/],
  ])("refuses %j, as the server does", async (wrong, sentence) => {
    expect((await complaints(wrong, ofUser)).join("; ")).toMatch(sentence);
    expect(() => parseConfiguration(wrong, "isovec.json", "user")).toThrowError();
  });

  it("knows which names go with an engine", async () => {
    expect(await complaints({ backend: "llama-cpp", dtype: "q8_0" })).toEqual([]);
    expect(await complaints({ backend: "onnx", dtype: "q8_0" })).toHaveLength(1);
    expect(await complaints({ backend: "onyx" })).toHaveLength(1);
    expect(await completions('{ "backend": "llama-cpp", "dtype": | }')).toContain('"q8_0"');
    expect(await completions('{ "backend": | }')).toContain('"webgpu"');
  });

  it("tells a workspace where to set what it may not", async () => {
    const [sentence] = await complaints({ backendOptions: { url: "http://elsewhere" } });
    expect(sentence).toBe("A workspace may not set backendOptions: set it in your own configuration file.");
    expect(await completions('{ "|": 1 }')).not.toContain("backendOptions");
    expect(await completions('{ "|": 1 }', ofUser)).toContain("backendOptions");
  });
});
