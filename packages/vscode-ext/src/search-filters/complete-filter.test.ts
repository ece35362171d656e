import { describe, expect, it } from "vitest";
import { completeKey, completeValue, openFilterAt } from "./complete-filter.ts";

const keys = ["lang", "path", "kind", "symbol"];
const open = (question: string): ReturnType<typeof openFilterAt> =>
  openFilterAt(question, question.length, keys);
const labels = (question: string, values: readonly string[]): string[] => {
  const filter = open(question);
  if (filter === undefined) throw new Error(`${question} ends with no filter.`);
  return completeValue(filter, values).items.map(({ label }) => label);
};

describe("openFilterAt", () => {
  it.each([
    ["lang:ty", { key: "lang", value: "ty", start: 5 }],
    ["retry -path:src/", { key: "path", value: "src/", start: 12 }],
    ['path:"my fol', { key: "path", value: "my fol", start: 5 }],
  ])("finds the one that is being typed: %s", (question, filter) => {
    expect(open(question)).toEqual(filter);
  });

  it.each(["std::vector", "http://x", "lang:ts retry", "retry", 'path:"my folder"'])(
    "sees none in %s",
    (question) => expect(open(question)).toBeUndefined(),
  );

  it("looks at what stands before the caret", () => {
    expect(openFilterAt("lang:ru retry", 7, keys)).toEqual({ key: "lang", value: "ru", start: 5 });
  });
});

describe("completeValue", () => {
  it("gives what begins with the value before what holds it, whatever the case", () => {
    expect(labels("lang:C", ["scss", "c", "cpp", "java"])).toEqual(["c", "cpp", "scss"]);
  });

  it("gives nothing for a value that is complete, though it begins others: who types it goes on to the results", () => {
    expect(labels("lang:typescript", ["typescript", "typescriptreact"])).toEqual([]);
  });

  it("ends a value with a space, so that the next word can follow, and a folder with nothing", () => {
    const filter = open("path:s");
    if (filter === undefined) throw new Error("There is no filter.");
    expect(completeValue(filter, ["src/", "sum.ts", "my sums/"]).items.map(({ insert }) => insert)).toEqual([
      "src/",
      "sum.ts ",
      '"my sums/"',
    ]);
  });
});

describe("completeKey", () => {
  it("offers all filters between words, and those that begin alike within one", () => {
    expect(completeKey("retry ", 6, keys)).toEqual({
      start: 6,
      items: keys.map((key) => ({ label: `${key}:`, insert: `${key}:` })),
    });
    expect(completeKey("retry -la", 9, keys)).toEqual({
      start: 6,
      items: [{ label: "-lang:", insert: "-lang:" }],
    });
  });
});
