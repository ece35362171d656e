import { describe, expect, it } from "vitest";
import type { ChunkRecord } from "../store/chunk-records.ts";
import { foldAlike } from "./fold-alike.ts";

const body = (
  name: string,
  wait: string,
) => `export async function ${name}(call: () => Promise<void>, times: number) {
  for (let attempt = 0; attempt < times; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === times - 1) throw error;
      await sleep(${wait} * 2 ** attempt);
    }
  }
}`;

let nextId = 1;
function found(path: string, text: string, symbols = "retry"): { readonly chunk: ChunkRecord } {
  const id = nextId++;
  return { chunk: { id, path, language: "typescript", startLine: 1, endLine: 9, text, symbols, textId: id } };
}

const shown = (list: readonly { readonly chunk: ChunkRecord }[], limit = 10) =>
  foldAlike(list, limit).map(({ best, alsoAt }) => [best.chunk.path, ...alsoAt.map(({ path }) => path)]);

describe("folding what is alike", () => {
  it("puts the same text, and the same function with a few other words, under the best", () => {
    const list = [
      found("v3/retry.ts", body("retry", "100")),
      found("other.ts", "export const other = 1;", "other"),
      found("v4/retry.ts", body("retry", "options.wait")),
      found("copy/other.ts", "export const other = 1;", "other"),
    ];
    expect(shown(list)).toEqual([
      ["v3/retry.ts", "v4/retry.ts"],
      ["other.ts", "copy/other.ts"],
    ]);
  });

  it("leaves what declares another name, and what is short and not the same", () => {
    const list = [
      found("a.ts", body("retry", "100")),
      found("b.ts", body("again", "100"), "again"),
      found("c.ts", "retry(call, 3);", ""),
      found("d.ts", "retry(call, 4);", ""),
    ];
    expect(shown(list)).toEqual([["a.ts"], ["b.ts"], ["c.ts"], ["d.ts"]]);
  });

  it("gives as many different ones as are asked for, and names the places of those that come after", () => {
    const texts = ["one", "one", "two", "one", "three", "two"];
    const list = texts.map((text, at) => found(`${at}.ts`, text, ""));
    expect(shown(list, 2)).toEqual([
      ["0.ts", "1.ts", "3.ts"],
      ["2.ts", "5.ts"],
    ]);
  });
});
