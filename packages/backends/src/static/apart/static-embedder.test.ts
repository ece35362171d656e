import { fileURLToPath } from "node:url";
import { createEmbedder, createTokenizer, type ModelCard, readModel } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// Built by `npm run build`: a plain process cannot read TypeScript.
import { startStaticEmbedder, type VectorSource } from "../../../dist/static/apart/index.js";
import { provider } from "../provider.ts";

const directory = fileURLToPath(new URL("../../../../../models/all-MiniLM-L6-v2-static", import.meta.url));
const texts = ["export function meanOfTokens() {}", "", "getHTTPResponse2 größer 漢字 🙂"];

describe("the bundled static model in a process of its own", () => {
  let card: ModelCard;
  let apart: VectorSource;
  beforeAll(async () => {
    card = await readModel(directory);
    apart = await startStaticEmbedder(card);
  });
  afterAll(() => apart.dispose());

  it("gives the vectors that it gives in this one", async () => {
    const backend = await provider.load(card, { cacheDirectory: directory });
    const here = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
    const expected = await here.embed(texts, { role: "document" });
    const given = await apart.embed(texts, { role: "document" });
    expect(given.dimensions).toBe(256);
    expect(Array.from(given.vectors)).toEqual(Array.from(expected.vectors));
    expect(given.usage).toEqual(expected.usage);
  });

  it("refuses to cut vectors, and what comes after the end", async () => {
    await expect(apart.embed(texts, { role: "query", dimensions: 8 })).rejects.toMatchObject({
      name: "InputInvalid",
    });
    const ended = await startStaticEmbedder(card);
    await ended.dispose();
    await expect(ended.embed(texts, { role: "query" })).rejects.toMatchObject({ name: "BackendUnavailable" });
  });
});
