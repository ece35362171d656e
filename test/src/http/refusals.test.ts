import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HttpService, type OpenAiError } from "./http-service.ts";

describe("a request that cannot be done", () => {
  let service: HttpService;
  beforeAll(async () => {
    service = await HttpService.start();
  });
  afterAll(() => service?.stop());

  it.each<[string, unknown, string | null, RegExp]>([
    ["no JSON", "{", null, /not JSON/],
    ["no object", [], null, /no JSON object/],
    ["nested without end", "[".repeat(1_000_000), null, /not JSON/],
    ["no input", {}, "input", /input is missing/],
    ["an input of null", { input: null }, "input", /neither a text nor a list/],
    ["an empty list", { input: [] }, "input", /input is empty/],
    ["texts among ids", { input: [1, "a"] }, "input", /input\[1\] is a text, and input\[0\] is a token id/],
    ["an object for a text", { input: ["a", {}] }, "input", /input\[1\] is something else/],
    ["half an id", { input: [1.5] }, "input", /input\[0\] is no token id/],
    ["a text in a list of ids", { input: [[1], [2, "b"]] }, "input", /input\[1\]\[1\] is no token id/],
    ["no ids at all", { input: [[]] }, null, /Input 0 has no token ids/],
    [
      "an id beyond the vocabulary",
      { input: [[101, 30_522]] },
      null,
      /id 30522 at position 1; .* 0 to 30521/,
    ],
    ["a negative id", { input: [-1] }, null, /id -1 at position 0/],
    ["more ids than the model takes", { input: Array(257).fill(101) }, null, /257 tokens; .* at most 256/],
    ["2,049 texts", { input: Array(2049).fill("a") }, "input", /2049 entries; one request may have 2048/],
    ["another encoding", { input: "a", encoding_format: "hex" }, "encoding_format", /"float"\|"base64"/],
    ["no dimensions", { input: "a", dimensions: 0 }, "dimensions", /dimensions: /],
    ["too many dimensions", { input: "a", dimensions: 385 }, null, /dimensions is 385, .* has 384/],
    ["a model that is no name", { input: "a", model: 3 }, "model", /model: /],
  ])("is refused in OpenAI's form: %s", async (_what, body, param, message) => {
    const response = await service.post("/v1/embeddings", body);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as OpenAiError;
    expect(error).toEqual({
      message: expect.stringMatching(message),
      type: "invalid_request_error",
      param,
      code: null,
    });
    // A sentence: it begins somewhere and ends.
    expect(error.message).toMatch(/^\S.*\.$/s);
  });

  it.each<[string, string, unknown, RegExp]>([
    ["no inputs", "/embed", {}, /inputs is missing/],
    ["another length", "/embed", { inputs: "a", normalize: false }, /normalize is false, .* have length 1/],
    ["a text that may not be cut", "/embed", { inputs: "a ".repeat(300), truncate: false }, /at most 256/],
    ["a cut on the left", "/embed", { inputs: "a", truncation_direction: "Left" }, /truncation_direction: /],
    ["ids to tokenize", "/tokenize", { inputs: [1] }, /has token ids/],
    ["bare tokens", "/tokenize", { inputs: "a", add_special_tokens: false }, /add_special_tokens: /],
  ])("is refused in TEI's form: %s", async (_what, path, body, message) => {
    const response = await service.post(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: expect.stringMatching(message),
      error_type: "validation",
    });
  });

  it("says which paths there are, and how they are asked for", async () => {
    const unknown = await fetch(`${service.url}/v1/completions`);
    expect([unknown.status, await unknown.text()]).toEqual([
      404,
      expect.stringContaining("POST /v1/embeddings"),
    ]);
    const wrong = await fetch(`${service.url}/v1/embeddings`);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("HTTP-BODY-1: is refused with 413 over 32 MiB, announced or not, and the server goes on", async () => {
    const large = JSON.stringify({ input: "a".repeat(33 * 2 ** 20) });
    expect((await service.post("/v1/embeddings", large)).status).toBe(413);
    const inPieces = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.from(large));
        controller.close();
      },
    });
    const init = { body: inPieces, duplex: "half" } as RequestInit;
    expect((await service.post("/v1/embeddings", "", init)).status).toBe(413);
    expect((await service.embed({ input: "a" })).data).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ["input", "a".repeat(2 ** 18 + 1)],
    ["input[1]", ["a", "a".repeat(2 ** 18 + 1)]],
  ])("HTTP-BODY-2: is refused where a text has more than 262,144 characters: %s", async (key, input) => {
    const response = await service.post("/v1/embeddings", { input });
    const { error } = (await response.json()) as OpenAiError;
    expect([response.status, error.param, error.message]).toEqual([
      400,
      "input",
      expect.stringContaining(`${key} has 262145 characters; a text may have 262144.`),
    ]);
    expect((await service.embed({ input: "a".repeat(2 ** 18) })).data).toHaveLength(1);
  });

  it("is refused with 415 where it is packed", async () => {
    const headers = { "content-encoding": "gzip" };
    expect((await service.post("/v1/embeddings", "packed", { headers })).status).toBe(415);
  });
});
