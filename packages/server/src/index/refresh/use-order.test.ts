import { describe, expect, it } from "vitest";
import { EmbeddingQueue } from "./embedding-queue.ts";
import { UseOrder } from "./use-order.ts";

const paths = ["a/old.ts", "a/new.ts", "b/found.ts", "b/near.ts", "c/committed.ts", "c/open.ts"];
const texts = paths.map((path, index) => ({
  ...{ textId: index + 1, chunkId: index + 1, chunks: 1, path, modifiedMs: index === 1 ? 2 : 1 },
}));

function drain(queue: EmbeddingQueue): string[] {
  const taken: string[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) taken.push(next.path);
  return taken;
}

describe("the order in which texts are embedded", () => {
  it("is the newest files first where nothing else is known", () => {
    expect(drain(new EmbeddingQueue(texts, new UseOrder()))).toEqual([
      "a/new.ts",
      ...paths.filter((path) => path !== "a/new.ts"),
    ]);
  });

  it("puts open files before what was committed lately, then what was found, then its neighbours", () => {
    const order = new UseOrder();
    order.find(["b/found.ts"]);
    order.change(["c/committed.ts", "c/gone.ts"]);
    order.open("c/open.ts");
    expect(drain(new EmbeddingQueue(texts, order))).toEqual([
      ...["c/open.ts", "c/committed.ts", "b/found.ts", "b/near.ts", "a/new.ts", "a/old.ts"],
    ]);
  });

  it("follows while it is worked off: what is opened or found now comes next", () => {
    const order = new UseOrder();
    const queue = new EmbeddingQueue(texts, order);
    expect(queue.next()?.path).toBe("a/new.ts");
    order.open("c/committed.ts");
    expect(queue.next()?.path).toBe("c/committed.ts");
    order.find(["b/near.ts", "b/found.ts"]);
    expect(drain(queue)).toEqual(["b/near.ts", "b/found.ts", "a/old.ts", "c/open.ts"]);
  });

  it("forgets what was opened long ago", () => {
    const order = new UseOrder();
    order.open("a/old.ts");
    for (let n = 0; n < 64; n++) order.open(`other/${n}.ts`);
    expect(order.ranks()("a/old.ts")).toBeUndefined();
    expect(order.ranks()("other/63.ts")).toBe(0);
  });
});
