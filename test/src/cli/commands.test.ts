import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLines } from "../golden/golden-rows.ts";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";

interface Answer {
  readonly id: string;
  readonly ms: number;
  readonly results: { path: string; startLine: number; endLine: number; score: number }[];
}

describe("isovec", () => {
  let workspace: SampleWorkspace;
  let place: string[];
  beforeAll(() => {
    workspace = new SampleWorkspace();
    place = ["--path", workspace.root, "--state", workspace.state];
  });
  afterAll(() => workspace.remove());

  it("index ends with one line of JSON, and embeds nothing again", async () => {
    const first = await runIsovec(["index", ...place, "--json"]);
    expect(first.status).toBe(0);
    expect(JSON.parse(first.stdout)).toEqual({
      files: 4,
      chunks: 4,
      embedded: 4,
      seconds: expect.any(Number),
    });
    expect(JSON.parse((await runIsovec(["index", ...place, "--json"])).stdout)).toMatchObject({
      embedded: 0,
    });
  });

  it("search indexes first when needed and shows path:line with the snippet", async () => {
    const fresh = new SampleWorkspace();
    const { status, stdout } = await runIsovec([
      "search",
      "when is the store open",
      "--path",
      fresh.root,
      "--state",
      fresh.state,
    ]);
    fresh.remove();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^1\. docs\/opening-hours\.md:\d+ {2}\d\.\d+\n {3}\d │ /);
    expect(stdout).toContain("closed on Sundays");
    expect(stdout).not.toContain("\x1b[");
  });

  it("search answers many questions, a line each, with relative paths and lines from 1", async () => {
    const questions = [
      { id: "q1", query: "length of a straight line" },
      { id: "q2", query: "try again later with exponential backoff" },
    ];
    const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
    const parameters = ["search", ...place, "--queries", "-", "--limit", "2", "--json"];
    const { status, stdout } = await runIsovec(parameters, { input });
    expect(status).toBe(0);
    const answers = parseLines<Answer>(stdout);
    expect(answers.map(({ id }) => id)).toEqual(["q1", "q2"]);
    expect(answers[0]?.results[0]).toEqual({
      path: "src/geometry.py",
      startLine: 1,
      endLine: expect.any(Number),
      line: expect.any(Number),
      score: expect.any(Number),
    });
    expect(answers[1]?.results[0]?.path).toBe("src/retry.ts");
    expect(answers.every(({ ms, results }) => ms >= 0 && results.length <= 2)).toBe(true);
  });

  it("search says which of many questions it cannot read, and answers the others", async () => {
    const input = ["hash", "hash lang:nowhere", "retry"]
      .map((query, id) => JSON.stringify({ id, query }))
      .join("\n");
    const parameters = ["search", ...place, "--queries", "-", "--limit", "1"];
    const { status, stdout } = await runIsovec([...parameters, "--json"], { input });
    expect(status).toBe(1);
    const answers = parseLines<Partial<Answer>>(stdout);
    expect(answers.map(({ id, results }) => [id, results?.[0]?.path])).toEqual([
      [0, "src/password.ts"],
      [1, undefined],
      [2, "src/retry.ts"],
    ]);
    const message = "lang:nowhere: no such language.";
    expect(answers[1]).toMatchObject({ error: { name: "InputInvalid", message } });
    const inWords = await runIsovec(parameters, { input });
    expect(inWords.status).toBe(1);
    expect(inWords.stderr).toContain(`isovec: ${message}`);
    expect(inWords.stdout).toContain("src/retry.ts");
  });

  it.each(["hybrid", "semantic", "lexical"])("search knows the mode %s", async (mode) => {
    const { stdout } = await runIsovec(["search", "hash password", ...place, "--mode", mode, "--json"]);
    expect((JSON.parse(stdout) as Answer).results[0]?.path).toBe("src/password.ts");
  });

  it("embed gives ids as fed and vectors of unit length", async () => {
    const input = '{"id": 1, "text": "hello world"}\n\n{"id": "two", "text": ""}\n';
    const { status, stdout } = await runIsovec(["embed", "--input", "-", "--role", "query", "--json"], {
      input,
    });
    expect(status).toBe(0);
    const lines = parseLines<{ id: unknown; tokens: number[]; usedTokens: number; vector: number[] }>(stdout);
    expect(lines.map(({ id, tokens, usedTokens }) => ({ id, tokens, usedTokens }))).toEqual([
      { id: 1, tokens: [101, 7592, 2088, 102], usedTokens: 4 },
      { id: "two", tokens: [101, 102], usedTokens: 2 },
    ]);
    for (const { vector } of lines) expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  });

  it("convert writes a graph and its weights", async () => {
    const output = `${workspace.state}/converted`;
    const { status, stdout } = await runIsovec([
      "convert",
      "--model",
      "all-MiniLM-L6-v2",
      "--output",
      output,
      "--json",
    ]);
    expect(status).toBe(0);
    const { graph, weights } = JSON.parse(stdout) as { graph: string; weights: string };
    expect(statSync(graph).size).toBeGreaterThan(1000);
    // 22.6 million weights in fp32, the pooler left out.
    expect(statSync(weights).size).toBeGreaterThan(80_000_000);
  });

  it("convert writes GGUF in the type asked for, and refuses an option of the other format", async () => {
    const output = `${workspace.state}/gguf`;
    const convert = ["convert", "--model", "all-MiniLM-L6-v2", "--to", "gguf", "--output", output];
    const { status, stdout } = await runIsovec([...convert, "--dtype", "q8_0", "--json"]);
    expect(status).toBe(0);
    const { model } = JSON.parse(stdout) as { model: string };
    expect(model).toBe(`${output}/model-q8_0.gguf`);
    expect(readFileSync(model).subarray(0, 4).toString()).toBe("GGUF");
    // 22.6 million weights of 34 bytes a 32.
    expect(statSync(model).size).toBeLessThan(26_000_000);
    const refused = await runIsovec([...convert, "--input-type", "int64"]);
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain("--input-type does not go with --to gguf");
  });

  it("models lists what there is", async () => {
    const { stdout } = await runIsovec(["models", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      models: [
        { name: "all-MiniLM-L6-v2", architecture: "bert", dimensions: 384, maxTokens: 256 },
        { name: "all-MiniLM-L6-v2-code", architecture: "bert", dimensions: 384 },
        { name: "all-MiniLM-L6-v2-static", architecture: "static", dimensions: 256 },
      ],
      backends: expect.arrayContaining([expect.objectContaining({ id: "onnx" })]),
    });
  });

  it("backends says which engines load here, and why the others do not", async () => {
    const { status, stdout } = await runIsovec(["backends", "--json"]);
    expect(status).toBe(0);
    const { backends } = JSON.parse(stdout) as {
      backends: { id: string; ready: boolean; device?: string; reason?: string }[];
    };
    expect(backends.find(({ id }) => id === "onnx")).toMatchObject({ ready: true, device: "cpu" });
    // Nobody has configured a server.
    expect(backends.find(({ id }) => id === "http")).toMatchObject({
      ready: false,
      reason: expect.stringContaining("backendOptions.url"),
    });
  });

  it("parity measures an engine against the model's probes, as a table, a page and JSON", async () => {
    const page = join(workspace.state, "parity.html");
    const { status, stdout } = await runIsovec(["parity", "--backend", "onnx", "--html", page, "--json"]);
    expect(status).toBe(0);
    const { model, results } = JSON.parse(stdout) as { model: string; results: Record<string, unknown>[] };
    expect(model).toBe("all-MiniLM-L6-v2-code");
    expect(results.map(({ dtype }) => dtype)).toEqual(["fp32", "int8"]);
    expect(results[0]).toMatchObject({ backend: "onnx", device: "cpu", dtype: "fp32", idsEqual: true });
    expect(results[0]?.["largest"]).toBeLessThan(3e-6);
    const html = readFileSync(page, "utf8");
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("onnx · fp32");
    // Self-contained: it asks nobody for anything.
    expect(html).not.toMatch(/\b(?:src|href)=|url\(|@import/);
  });

  it("parity says why an engine was refused", async () => {
    const { status, stderr } = await runIsovec(["parity", "--backend", "abacus"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/no backend "abacus"/);
  });

  it("has help for itself and every command, and its version", async () => {
    const { status, stdout } = await runIsovec(["--help"]);
    expect(status).toBe(0);
    for (const command of [
      "search",
      "index",
      "embed",
      "serve",
      "pack",
      "convert",
      "models",
      "backends",
      "parity",
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
      expect((await runIsovec([command, "--help"])).stdout).toContain(`Usage: isovec ${command}`);
    }
    const { version } = JSON.parse(
      readFileSync(new URL("../../../packages/server/package.json", import.meta.url), "utf8"),
    );
    expect((await runIsovec(["--version"])).stdout).toBe(`${version}\n`);
  });
});
