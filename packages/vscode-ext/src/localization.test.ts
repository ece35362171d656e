import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { parseAst } from "vitest/node";

const extension = fileURLToPath(new URL("..", import.meta.url));
const languages = ["de", "zh-cn"];

type Messages = Readonly<Record<string, string>>;

const read = (name: string): string => readFileSync(join(extension, name), "utf8");
const messages = (name: string): Messages => JSON.parse(read(name)) as Messages;

/** `{0}` and `{name}`, in the order of the alphabet. */
const places = (message: string): string[] => [...message.matchAll(/\{\w+\}/g)].map(String).sort();

/** Arguments of every call of `t` in a program. @throws where one is no literal: it could not be translated */
function messagesOf(program: unknown, file: string): string[] {
  if (typeof program !== "object" || program === null) return [];
  const inside = Object.values(program).flatMap((part) => messagesOf(part, file));
  const {
    type,
    callee,
    arguments: given,
  } = program as {
    readonly type?: string;
    readonly callee?: { readonly name?: string };
    readonly arguments?: readonly { readonly value?: unknown }[];
  };
  if (type !== "CallExpression" || callee?.name !== "t") return inside;
  const message = given?.[0]?.value;
  if (typeof message !== "string") throw new Error(`${file} translates what is no literal.`);
  return [message, ...inside];
}

function usedMessages(): Set<string> {
  const sources = readdirSync(join(extension, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  return new Set(
    sources.flatMap((file) => {
      const { code } = transformSync(read(join("src", file)), { loader: "ts" });
      return messagesOf(parseAst(code), file);
    }),
  );
}

describe("the manifest's strings", () => {
  const english = messages("package.nls.json");
  const manifest = read("package.json");

  it("are all in English, and none is left over", () => {
    const used = [...manifest.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(english).sort());
  });

  it("have no text beside those keys", () => {
    // Language models read them, and read English best.
    const withoutSchemas = JSON.stringify(
      JSON.parse(manifest, (key, value) => (key === "inputSchema" ? undefined : value)),
    );
    const spoken = [
      ...withoutSchemas.matchAll(
        /"(title|name|markdownDescription|description|contents|altText)":"([^"]+)"/g,
      ),
    ];
    const own = ["isovec-vscode", "Isovec", "isovec_search_code"];
    const literal = spoken
      .map(([, , text = ""]) => text)
      .filter((text) => !/^%.+%$/.test(text) && !own.includes(text));
    expect(literal).toEqual([]);
  });

  it.each(languages)("are all in %s", (language) => {
    const translated = messages(`package.nls.${language}.json`);
    expect(Object.keys(translated).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(translated).filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

describe("the client's strings", () => {
  const used = usedMessages();

  it.each(languages)("are all in %s, and none is left over", (language) => {
    const translated = messages(`l10n/bundle.l10n.${language}.json`);
    expect(Object.keys(translated).sort()).toEqual([...used].sort());
    for (const [message, text] of Object.entries(translated)) {
      expect({ message, places: places(text) }).toEqual({ message, places: places(message) });
    }
  });
});
