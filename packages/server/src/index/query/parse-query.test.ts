import { describe, expect, it } from "vitest";
import { type Filter, parseQuery } from "./parse-query.ts";

const told = (query: string) => {
  const { text, filters } = parseQuery(query);
  return [text, ...filters.map(describeFilter)];
};

function describeFilter(filter: Filter): string {
  const sign = filter.negated ? "-" : "+";
  switch (filter.key) {
    case "lang":
      return `${sign}lang ${filter.language}`;
    case "kind":
      return `${sign}kind ${filter.kind}`;
    case "symbol":
      return `${sign}symbol ${filter.name}`;
    case "phrase":
      return `${sign}phrase ${filter.text}`;
    case "path":
      return `${sign}path ${filter.pattern.pattern()}`;
    case "regex":
      return `${sign}regex ${filter.pattern.pattern()}`;
  }
}

describe("a question", () => {
  it.each<[string, string[]]>([
    ["where are vectors pooled", ["where are vectors pooled"]],
    ["pool lang:ts -path:test", ["pool", "+lang typescript", "-path test"]],
    [
      'retry "exponential back off" call',
      ["retry exponential back off call", "+phrase exponential back off"],
    ],
    ['-"to do"', ["", "-phrase to do"]],
    [
      'path:"my docs/" kind:class symbol:parseConfig',
      ["", "+path my docs/", "+kind class", "+symbol parseConfig"],
    ],
    ["/export.*function/ lang:python", ["", "+regex export.*function", "+lang python"]],
    ["-/a\\/b c/i x", ["x", "-regex a\\/b c"]],
    ["path:src/**/*.ts", ["", "+path ^src/(?:.*/)?[^/]*\\.ts$"]],
  ])("%s", (query, expected) => {
    expect(told(query)).toEqual(expected);
  });

  it.each([
    "std::vector of http://example.org and foo:bar",
    "a - b --flag -v",
    "what is 1/2 of a/b/c",
    'an unclosed "quote',
    'say("x")',
    "Lang:ts",
  ])("is text where it is no filter: %s", (query) => {
    expect(told(query)).toEqual([query]);
  });

  it.each<[string, RegExp, RegExp]>([
    [
      "x lang:klingon",
      /^lang:klingon: no such language\.$/,
      /^Languages: .*typescript.*; or an extension such as ts\.$/,
    ],
    ["kind:thing", /^kind:thing: no such kind\.$/, /^Kinds: class, .*heading\.$/],
    ["path: x", /^path:: nothing follows the colon\.$/, /without a space/],
    ["/(a/", /^\/\(a\/: /, /RE2/],
    ["/(?=a)b/", /^\/\(\?=a\)b\/: /, /look-around/],
    [`/${"a".repeat(201)}/`, /longer than 200 characters/, /Shorten/],
    [`path:${"*a".repeat(101)}`, /longer than 200 characters/, /Shorten/],
  ])("is refused by the filter's name: %s", (query, message, remedy) => {
    expect(() => parseQuery(query)).toThrow(
      expect.objectContaining({
        name: "InputInvalid",
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
      }),
    );
  });

  it.each<[string, string[], string[]]>([
    ["src/", ["src/a.ts", "packages/src/a.ts"], ["source/a.ts"]],
    ["*.ts", ["a.ts", "src/b/A.TS"], ["a.tsx", "a.ts/b"]],
    ["src/*.ts", ["src/a.ts"], ["src/b/a.ts", "c/src/a.ts"]],
    ["src/**", ["src/a.ts", "src/b/c"], ["c/src/a.ts"]],
    ["**/test/**/*.{ts,tsx}", ["test/a.ts", "a/test/b/c.tsx"], ["latest/a.ts", "test/a.js"]],
    ["a{1}.ts", ["b/a{1}.ts"], ["a1.ts"]],
  ])("has paths by %s", (value, paths, others) => {
    const [filter] = parseQuery(`path:${value}`).filters;
    const has = (path: string) => filter?.key === "path" && filter.pattern.test(path);
    expect(paths.filter((path) => !has(path))).toEqual([]);
    expect(others.filter(has)).toEqual([]);
  });

  it("has patterns that end on every path, however many stars they have", () => {
    const [filter] = parseQuery(`path:${"*a".repeat(40)}b`).filters;
    const path = "a".repeat(120);
    expect(filter?.key === "path" && filter.pattern.test(path)).toBe(false);
  });
});
