import { gzipSync } from "node:zlib";
import { type ModelCard, readModel } from "@isovec/core";
import { beforeAll, describe, expect, it } from "vitest";
import { answering, apiOver } from "../../../test/http/api.ts";
import { bundledModel } from "../../../test/subject.ts";
import type { ApiName } from "../http-options.ts";

let card: ModelCard;
beforeAll(async () => {
  card = await readModel(bundledModel);
});

const two = {
  kind: "tokens",
  rows: [
    [101, 102],
    [101, 7592, 102],
  ],
} as const;
const [first, second] = [
  [0.5, -2],
  [0.25, 3],
];

/** The two vectors above as each server answers with them. */
const right: Readonly<Record<ApiName, unknown>> = {
  openai: { data: [first, second].map((embedding, index) => ({ index, embedding })) },
  tei: [first, second],
  ollama: { embeddings: [first, second] },
  "llama-server": [first, second].map((embedding, index) => ({ index, embedding: [embedding] })),
};
const names = Object.keys(right) as ApiName[];

function base64(...components: readonly number[]): string {
  return Buffer.from(Float32Array.from(components).buffer).toString("base64");
}

async function embedOver(name: ApiName, answer: unknown, status?: number, type?: string) {
  const { api } = await apiOver(name, card, () => answering(answer, status, type), { model: "exact" });
  return api.embed(two);
}

describe.each(names)("the API %s", (name) => {
  it("gives the vectors in the order of the texts", async () => {
    expect(await embedOver(name, right[name])).toEqual({
      values: Float32Array.of(0.5, -2, 0.25, 3),
      width: 2,
    });
  });

  it.each([
    ["a web page", "<html><body>Welcome to nginx!</body></html>", /is not JSON \(its type is text\/html\)/],
    ["half an answer", JSON.stringify(right[name]).slice(0, -4), /is not JSON/],
    ["nothing", "", /is not JSON/],
    ["NaN", JSON.stringify(right[name]).replace("-2", "NaN"), /is not JSON/],
    ["null", "null", /another shape than its API promises: /],
    ["a text for a component", JSON.stringify(right[name]).replace("-2", '"x"'), /another shape/],
    ["an error with status 200", { error: "model is loading" }, /another shape/],
    ["an empty vector", JSON.stringify(right[name]).replaceAll("0.5,-2", ""), /another shape/],
    [
      "vectors of two widths",
      JSON.stringify(right[name]).replace("-2", "-2,1"),
      /has vectors of 3 and of 2 components/,
    ],
  ])("refuses %s", async (_what, answer, message) => {
    await expect(embedOver(name, answer, 200, answer === "" ? "" : "text/html")).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/./),
    });
  });

  it("refuses what is left of a packed answer that was cut: fetch unpacks it without complaint", async () => {
    const { api } = await apiOver(
      name,
      card,
      () => (_request, response) => {
        const packed = gzipSync(JSON.stringify(right[name]));
        response.writeHead(200, { "content-encoding": "gzip" }).end(packed.subarray(0, -12));
      },
      { model: "exact" },
    );
    await expect(api.embed(two)).rejects.toThrowError(/is not JSON/);
  });

  it("takes null for a component as the NaN that JSON cannot write", async () => {
    const answer = JSON.stringify(right[name]).replace("-2", "null");
    await expect(embedOver(name, answer)).rejects.toMatchObject({
      name: "NonFinite",
      message: expect.stringMatching(/gave NaN in component 1 of vector 0/),
    });
  });

  it.each(["1e400", "1e39"])("refuses %s, which no float32 holds", async (number) => {
    const answer = JSON.stringify(right[name]).replace("-2", number);
    await expect(embedOver(name, answer)).rejects.toMatchObject({
      name: expect.stringMatching(/^(NonFinite|BackendUnavailable)$/),
    });
  });

  it.each([[401], [403]])("says for status %i where a key belongs", async (status) => {
    await expect(embedOver(name, { error: { message: "no" } }, status)).rejects.toMatchObject({
      message: expect.stringMatching(/answered with status 40\d: no\.$/),
      remedy: expect.stringContaining("keyVariable"),
    });
  });

  it("says for status 404 what to check", async () => {
    await expect(embedOver(name, "404 page not found\n", 404)).rejects.toMatchObject({
      message: expect.stringMatching(/answered with status 404: 404 page not found\.$/),
      remedy: expect.stringContaining("url, api and model"),
    });
  });
});

describe("a wrong number of vectors", () => {
  it.each<[ApiName, unknown]>([
    ["openai", { data: [{ index: 0, embedding: first }] }],
    ["tei", [first]],
    ["tei", [first, second, second]],
    ["ollama", { embeddings: [] }],
    ["llama-server", [{ index: 0, embedding: [first] }]],
  ])("is refused: %s", async (name, answer) => {
    await expect(embedOver(name, answer)).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringMatching(/has [013] vectors for 2 texts/),
    });
  });
});

describe("the index of a vector", () => {
  const entries = (...indices: readonly number[]) =>
    [first, second].map((embedding, at) => ({ index: indices[at] as number, embedding }));

  it("decides, not its place in the answer", async () => {
    const swapped = Float32Array.of(0.25, 3, 0.5, -2);
    const openai = { data: entries(1, 0) };
    expect((await embedOver("openai", openai)).values).toEqual(swapped);
    const llama = entries(1, 0).map(({ index, embedding }) => ({ index, embedding: [embedding] }));
    expect((await embedOver("llama-server", llama)).values).toEqual(swapped);
  });

  it.each([
    [[0, 0], /has index 0 twice/],
    [[0, 2], /has index 2 for 2 texts/],
    [[-1, 0], /another shape/],
    [[0, 0.5], /another shape/],
  ])("is refused: %j", async (indices, message) => {
    await expect(embedOver("openai", { data: entries(...indices) })).rejects.toThrowError(message);
  });
});

describe("OpenAI's encodings", () => {
  it("are base64 where the server can", async () => {
    const { api, bodies } = await apiOver("openai", card, () =>
      answering({
        data: [
          { index: 0, embedding: base64(1, 2) },
          { index: 1, embedding: base64(3, 4) },
        ],
      }),
    );
    expect((await api.embed(two)).values).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(bodies).toEqual([{ model: "all-MiniLM-L6-v2", input: two.rows, encoding_format: "base64" }]);
  });

  it("are numbers from then on where the server refuses base64", async () => {
    const { api, bodies } = await apiOver("openai", card, (body) =>
      (body as { encoding_format: string }).encoding_format === "base64"
        ? answering({ error: { message: "encoding_format" } }, 400)
        : answering(right.openai),
    );
    await api.embed(two);
    await api.embed(two);
    const encodings = bodies.map((body) => (body as { encoding_format: string }).encoding_format);
    expect(encodings).toEqual(["base64", "float", "float"]);
  });

  it.each([
    ["no base64", "äöü", /another shape/],
    ["bytes that are no float32", "AAAAAAA=", /bytes in vector 0 that are no float32/],
  ])("are refused when they are %s", async (_what, embedding, message) => {
    const answer = {
      data: [
        { index: 0, embedding },
        { index: 1, embedding },
      ],
    };
    await expect(embedOver("openai", answer)).rejects.toThrowError(message);
  });

  it("do not hide a number that is not finite", async () => {
    const embedding = base64(1, Number.NaN);
    const answer = {
      data: [
        { index: 0, embedding: base64(1, 2) },
        { index: 1, embedding },
      ],
    };
    await expect(embedOver("openai", answer)).rejects.toMatchObject({
      name: "NonFinite",
      message: expect.stringMatching(/gave NaN in component 1 of vector 1/),
    });
  });

  it("say what to do when the server takes no token ids", async () => {
    await expect(embedOver("openai", { detail: [{ msg: "should be a string" }] }, 422)).rejects.toMatchObject(
      {
        remedy: expect.stringContaining('"input": "text"'),
      },
    );
  });
});

describe("OpenAI's path", () => {
  it.each([
    ["", "/v1/embeddings"],
    ["/v1", "/v1/embeddings"],
    ["/api/v1/", "/api/v1/embeddings"],
    ["/gateway", "/gateway/v1/embeddings"],
    ["/custom/embeddings", "/custom/embeddings"],
  ])("below %j is %s", async (path, full) => {
    const { api, paths } = await apiOver("openai", card, () => answering(right.openai), {
      path: path.replace(/\/$/, ""),
    });
    await api.embed(two);
    expect(paths).toEqual([full]);
  });
});

describe("llama-server", () => {
  it("that pools nothing is named", async () => {
    const answer = [0, 1].map((index) => ({ index, embedding: [first, second] }));
    await expect(embedOver("llama-server", answer)).rejects.toThrowError(/started with --pooling none/);
  });

  it("is asked for the pooled vector as it is", async () => {
    const { api, bodies, paths } = await apiOver("llama-server", card, () =>
      answering(right["llama-server"]),
    );
    await api.embed(two);
    expect({ bodies, paths }).toEqual({
      bodies: [{ content: two.rows, embd_normalize: -1 }],
      paths: ["/embedding"],
    });
  });
});

describe("Ollama", () => {
  it("needs a model's name", async () => {
    await expect(apiOver("ollama", card, () => answering({}))).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringContaining("backendOptions.model"),
    });
  });
});
