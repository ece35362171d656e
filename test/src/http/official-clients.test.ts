import { join } from "node:path";
import { cosineDistance, type TextEmbedder } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLines } from "../golden/golden-rows.ts";
import { loadEmbedder } from "../golden/load-embedder.ts";
import { bundledModel, fixtures } from "../repository.ts";
import { HttpService } from "./http-service.ts";
import { findNpmClients, findPythonClients, runClient } from "./official-clients.ts";

interface Failure {
  readonly kind?: string;
  readonly status: number;
  readonly code?: string | null;
  readonly param?: string | null;
  readonly message: string;
}

type Vectors = readonly (readonly number[])[];

interface OpenAiAnswers {
  readonly usual: Vectors;
  readonly float: Vectors;
  readonly ids: Vectors;
  readonly short: Vectors;
  readonly usage: number;
  readonly models: readonly string[];
  readonly retrieved: string;
  readonly wrongDimensions: Failure;
  readonly wrongModel: Failure;
  readonly wrongToken: Failure;
}

interface HuggingFaceAnswers {
  readonly vectors: Vectors;
  readonly cut: readonly number[];
  readonly tooLong: Failure;
  readonly wrongPrompt: Failure;
  readonly wrongToken: Failure;
}

const packages = await findNpmClients();
const python = await findPythonClients();

const rows = readLines<{ text: string; ids: number[]; vector: string }>(
  join(fixtures, "golden/all-MiniLM-L6-v2.jsonl"),
).filter(({ text }) => text !== "");
const token = "the-token-of-this-test";

describe("the official clients", () => {
  let service: HttpService;
  let embedder: TextEmbedder;
  let own: Float32Array;
  const texts = rows.map(({ text }) => text);
  const asked = () => ({
    url: service.url,
    model: service.model,
    token,
    texts,
    ids: rows.map(({ ids }) => ids),
    long: "word ".repeat(400),
    packages,
  });
  beforeAll(async () => {
    service = await HttpService.start([], { ISOVEC_HTTP_TOKEN: token });
    embedder = await loadEmbedder(bundledModel);
    own = (await embedder.embed(texts, { role: "document" })).vectors;
  });
  afterAll(async () => {
    await service?.stop();
    await embedder?.dispose();
  });

  function expectOwn(vectors: Vectors): void {
    expect(vectors).toHaveLength(rows.length);
    for (const [row, vector] of vectors.entries()) {
      const served = Float32Array.from(vector);
      const golden = new Float32Array(Uint8Array.from(Buffer.from(rows[row]?.vector ?? "", "base64")).buffer);
      const inProcess = own.subarray(row * vector.length, (row + 1) * vector.length);
      expect(1 - cosineDistance(served, inProcess)).toBeGreaterThanOrEqual(0.9999);
      expect(1 - cosineDistance(served, golden)).toBeGreaterThanOrEqual(0.9999);
    }
  }

  function expectOpenAi(answers: OpenAiAnswers): void {
    expectOwn(answers.usual);
    expect(answers.usual).toEqual(answers.float);
    expect(answers.ids).toEqual(answers.float);
    expect(answers.short.map((vector) => vector.length)).toEqual([8]);
    expect(answers.usage).toBe(rows.reduce((sum, { ids }) => sum + ids.length, 0));
    expect(answers.models).toEqual(["all-MiniLM-L6-v2"]);
    expect(answers.retrieved).toBe("all-MiniLM-L6-v2");
    expect(answers.wrongDimensions).toMatchObject({
      kind: "BadRequestError",
      status: 400,
      message: expect.stringMatching(/dimensions is 100000, but all-MiniLM-L6-v2 has 384\. Ask for 1 to 384/),
    });
    expect(answers.wrongModel).toMatchObject({
      kind: "NotFoundError",
      status: 404,
      code: "model_not_found",
      param: "model",
      message: expect.stringMatching(/"another" is not served here; "all-MiniLM-L6-v2" is/),
    });
    expect(answers.wrongToken).toMatchObject({
      kind: "AuthenticationError",
      status: 401,
      code: "invalid_api_key",
      message: expect.stringMatching(/no valid bearer token/),
    });
  }

  function expectHuggingFace({ vectors, cut, tooLong, wrongPrompt, wrongToken }: HuggingFaceAnswers): void {
    expectOwn(vectors);
    expect(cut).toEqual([1, 384]);
    expect(tooLong).toMatchObject({
      status: 400,
      message: expect.stringMatching(/has 402 tokens; .* at most 256/),
    });
    expect(wrongPrompt).toMatchObject({ status: 400, message: expect.stringMatching(/prompt_name: /) });
    expect(wrongToken.status).toBe(401);
  }

  const npm = packages === undefined ? " (skipped: the npm registry cannot be reached)" : "";
  it.skipIf(packages === undefined)(`of OpenAI for JavaScript${npm}`, async () => {
    expectOpenAi(await runClient(process.execPath, "openai-client.mjs", asked()));
  });
  it.skipIf(packages === undefined)(`of Hugging Face for JavaScript${npm}`, async () => {
    expectHuggingFace(await runClient(process.execPath, "huggingface-client.mjs", asked()));
  });

  const pypi = python === undefined ? " (skipped: there is no Python, or PyPI cannot be reached)" : "";
  it.skipIf(python === undefined)(`of OpenAI for Python${pypi}`, async () => {
    expectOpenAi(await runClient(python ?? "", "openai_client.py", asked()));
  });
  it.skipIf(python === undefined)(`of Hugging Face for Python${pypi}`, async () => {
    expectHuggingFace(await runClient(python ?? "", "huggingface_client.py", asked()));
  });
});
