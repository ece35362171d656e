import { join } from "node:path";
import { cosineDistance, type TextEmbedder } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLines } from "../golden/golden-rows.ts";
import { loadEmbedder } from "../golden/load-embedder.ts";
import { bundledModel, fixtures } from "../repository.ts";
import { floatsOf, HttpService } from "./http-service.ts";

interface Row {
  readonly text: string;
  readonly ids: number[];
  readonly vector: string;
}

const rows = readLines<Row>(join(fixtures, "golden/all-MiniLM-L6-v2.jsonl"));
const texts = rows.map(({ text }) => text);
const cosine = (one: number[], other: number[]) =>
  1 - cosineDistance(Float32Array.from(one), Float32Array.from(other));

describe("vectors over HTTP", () => {
  let service: HttpService;
  let embedder: TextEmbedder;
  beforeAll(async () => {
    service = await HttpService.start(["--alias", "text-embedding-3-small"]);
    embedder = await loadEmbedder(bundledModel);
  });
  afterAll(async () => {
    await service?.stop();
    await embedder?.dispose();
  });

  const inFloats = async (body: object) =>
    (await service.embed(body)).data.map(({ embedding }) => embedding as number[]);
  const inBase64 = async (body: object) =>
    (await service.embed({ ...body, encoding_format: "base64" })).data.map(({ embedding }) =>
      floatsOf(embedding as string),
    );
  const post = async (path: string, body: object) => (await service.post(path, body)).json();

  it("are the reference's and the embedder's own", async () => {
    const served = await inFloats({ input: texts });
    const { vectors, dimensions } = await embedder.embed(texts, { role: "document" });
    expect(served).toHaveLength(rows.length);
    for (const [row, vector] of served.entries()) {
      const own = Array.from(vectors.subarray(row * dimensions, (row + 1) * dimensions));
      expect(cosine(vector, own)).toBeGreaterThanOrEqual(0.9999);
      expect(cosine(vector, floatsOf(rows[row]?.vector ?? ""))).toBeGreaterThanOrEqual(0.9999);
    }
  });

  it("are the same bits in base64 as in numbers, from ids as from texts, and by TEI's API as by OpenAI's", async () => {
    const some = texts.slice(0, 40);
    const ids = rows.slice(0, 40).map((row) => row.ids);
    const vectors = await inFloats({ input: some });
    expect(await inBase64({ input: some })).toEqual(vectors);
    expect(await inFloats({ input: ids })).toEqual(vectors);
    expect(await inBase64({ input: ids })).toEqual(vectors);
    expect(await post("/embed", { inputs: some, normalize: true })).toEqual(vectors);
    expect(await post("/embed", { inputs: ids })).toEqual(vectors);
    expect(await post("/", { inputs: some })).toEqual(vectors);
  });

  it("are the same bits whether many clients ask for one text each or one asks for all", async () => {
    const some = texts.slice(0, 60);
    const before = (await service.metrics()).get("isovec_batch_fill_ratio_count") ?? 0;
    const single = await Promise.all(some.map(async (input) => (await inFloats({ input }))[0]));
    const passes = ((await service.metrics()).get("isovec_batch_fill_ratio_count") ?? 0) - before;
    expect(single).toEqual(await inFloats({ input: some }));
    // They were put together: fewer passes than requests.
    expect(passes).toBeLessThan(60);
  });

  it("come for one text and for the ids of one text alone too", async () => {
    const [vector] = await inFloats({ input: texts[0] });
    expect(await inFloats({ input: rows[0]?.ids })).toEqual([vector]);
    expect(await post("/embed", { inputs: rows[0]?.ids })).toEqual([vector]);
  });

  it("take the ids that /tokenize gives", async () => {
    const some = texts.slice(0, 40);
    const answer = (await post("/tokenize", { inputs: some })) as { id: number; text: string }[][];
    expect(answer.map((tokens) => tokens.map(({ id }) => id))).toEqual(
      rows.slice(0, 40).map(({ ids }) => ids),
    );
  });

  it("have the dimensions that are asked for, and length 1", async () => {
    const [whole] = await inFloats({ input: "hello" });
    const [cut] = await inBase64({ input: "hello", dimensions: 32 });
    expect(cut).toHaveLength(32);
    expect(Math.hypot(...(cut ?? []))).toBeCloseTo(1, 6);
    expect(cosine(cut ?? [], whole?.slice(0, 32) ?? [])).toBeCloseTo(1, 6);
  });

  it("come with the number of tokens that were fed", async () => {
    const { usage, model } = await service.embed({ input: texts });
    const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
    expect(usage).toEqual({ prompt_tokens: tokens, total_tokens: tokens });
    expect(model).toBe("all-MiniLM-L6-v2");
  });

  it("HTTP-MODEL-1: come under a name that the server was told, and under no other", async () => {
    expect(await inFloats({ input: "a", model: "text-embedding-3-small" })).toHaveLength(1);
    expect((await service.post("/v1/embeddings", { input: "a", model: "another" })).status).toBe(404);
    const { data } = (await (await fetch(`${service.url}/v1/models`)).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(["all-MiniLM-L6-v2", "text-embedding-3-small"]);
  });

  it("come in one answer of 2,048 texts", async () => {
    const vectors = await inFloats({ input: Array(2048).fill("a"), dimensions: 128 });
    expect(vectors).toHaveLength(2048);
    expect(
      vectors.every((vector) => vector.length === 128 && cosine(vector, vectors[0] ?? []) > 0.9999),
    ).toBe(true);
  });

  it.each(["openai", "tei"])(
    "are what the engine http takes by %s: one server stands behind another",
    async (api) => {
      const proxy = await HttpService.start(["--url", service.url, "--api", api], {}, ["proxy"]);
      const input = texts.slice(0, 10);
      const behind = await proxy.embed({ input });
      for (const [row, vector] of (await inFloats({ input })).entries())
        expect(cosine(behind.data[row]?.embedding as number[], vector)).toBeGreaterThan(0.9999999);
      await proxy.stop();
    },
  );
});
