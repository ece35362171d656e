import { describe, expect, it } from "vitest";
import { parseHubReference, spelledReference } from "./hub-reference.ts";

describe("a model of a hub", () => {
  it.each([
    ["sentence-transformers/all-MiniLM-L6-v2", undefined],
    ["BAAI/bge-small-en-v1.5@main", "main"],
    ["org/name@refs/pr/7", "refs/pr/7"],
    ["a/b@0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef01234567"],
    ["org/name_1@v1.0+build", "v1.0+build"],
  ])("is an id with or without a revision: %s", (text, revision) => {
    const reference = parseHubReference(text);
    expect(reference).toEqual({ id: text.split("@")[0], revision });
    expect(reference && spelledReference(reference)).toBe(text);
  });

  it.each([
    "all-MiniLM-L6-v2",
    "./org/name",
    "../name",
    "/org/name",
    "a/b/c",
    "org/",
    "org/name@",
    "org/name@../x",
    "org/name@-f",
    "org/name@a//b",
    "org/na--me",
    "org/name.git",
    "org/..",
    "C:\\org/name",
    "org/name?x",
    "https://hub/org",
  ])("is not %s", (text) => {
    expect(parseHubReference(text)).toBeUndefined();
  });
});
