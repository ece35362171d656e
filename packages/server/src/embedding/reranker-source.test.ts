import { expect, it } from "vitest";
import { RerankerSource } from "./reranker-source.ts";

it("leaves a reranker alone that has failed", async () => {
  // The discard port: nobody listens there.
  const source = new RerankerSource({ url: "http://127.0.0.1:9", timeoutMs: 50, hits: 7 });
  const reranker = source.reranker();
  expect(reranker?.hits).toBe(7);
  await expect(reranker?.rerank("q", ["a", "b"])).rejects.toMatchObject({ isIsovecError: true });
  expect(await reranker?.rerank("q", ["a", "b"])).toBeUndefined();
  await source.dispose();
});

it("is none where none is configured", () => {
  expect(new RerankerSource(undefined).reranker()).toBeUndefined();
});
