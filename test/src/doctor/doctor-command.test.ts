import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doctorTexts } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { runIsovec } from "../run-isovec.ts";
import { brokenPipeline, type RealEngine, startEngine } from "./broken-pipeline.ts";
import { type BrokenServer, type BrokenServerOptions, startBrokenServer } from "./broken-server.ts";
import type { Faults } from "./faults.ts";

const apis = ["openai", "tei", "ollama", "llama-server"] as const;

describe("isovec doctor", () => {
  let engine: RealEngine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine?.stop());

  async function serverWith(faults: Faults, options: BrokenServerOptions = {}): Promise<BrokenServer> {
    const server = await startBrokenServer(brokenPipeline(engine, faults), options);
    onTestFinished(() => server.stop());
    return server;
  }

  const doctor = (url: string, api: string, ...more: string[]) =>
    runIsovec(["doctor", "--url", url, "--api", api, "--server-model", "broken", ...more]);

  it("finds a right server healthy", async () => {
    const { url } = await serverWith({});
    const { status, stdout } = await doctor(url, "openai");
    expect(stdout).toMatch(/^healthy {2}127\.0\.0\.1:\d+ gives all-MiniLM-L6-v2's vectors\.$/m);
    expect(status).toBe(0);
  });

  it.each([
    ["onnx", "fp32"],
    ["llama-cpp", "fp16"],
    ["llama-cpp", "q8_0"],
  ])("raises no alarm about our own engine %s in %s", async (backend, dtype) => {
    const { status, stdout } = await runIsovec(["doctor", "--backend", backend, "--dtype", dtype]);
    expect(stdout).toMatch(/^healthy {2}The engine/);
    expect(status).toBe(0);
  });

  it.each(apis)("names the missing special tokens, over the API of %s", async (api) => {
    const { url } = await serverWith({ specials: "none" });
    const { status, stdout } = await doctor(url, api);
    expect(stdout).toMatch(/^unhealthy .* the special tokens around the text are missing\.$/m);
    expect(stdout).toMatch(/^ {2}sure +certain\. .*cosine 1\.0+; the nearest of \d+ without it 0\.\d+\.$/m);
    expect(stdout).toMatch(/^ {2}costs +of 17 built-in questions \d+ find their answer first/m);
    expect(stdout).toMatch(/^ {2}mend +\S/m);
    expect(status).toBe(1);
  });

  it("takes values that are not finite for what they are, though JSON cannot write them", async () => {
    const { url } = await serverWith({ numerics: "fp16-overflow" });
    const { status, stdout } = await doctor(url, "ollama");
    expect(stdout).toMatch(/^unhealthy .* not finite for long texts, as when half precision overflows/m);
    expect(status).toBe(1);
  });

  it("sends its own texts only, and says how many", async () => {
    const server = await serverWith({});
    const { stdout, stderr } = await doctor(server.url, "openai", "--json");
    const { sent } = JSON.parse(stdout) as { sent: { requests: number; texts: number } };
    expect(server.received).toHaveLength(sent.texts);
    expect(server.received.slice(0, doctorTexts.length)).toEqual(doctorTexts.map(({ text }) => text));
    expect(stderr).toMatch(/127\.0\.0\.1:\d+ is sent about a hundred built-in texts .* nothing of yours/);
  });

  it("writes all candidates as JSON, and a page that asks nothing of a network", async () => {
    const folder = await mkdtemp(join(tmpdir(), "isovec-doctor-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const page = join(folder, "doctor.html");
    const { url } = await serverWith({ pooling: "cls" });
    const { stdout } = await doctor(url, "tei", "--json", "--html", page);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      healthy: false,
      findings: [{ name: "pooling-cls", certainty: "certain" }],
    });
    expect(report.candidates[0]).toMatchObject({ mistakes: ["pooling-cls"] });
    expect(report.candidates.length).toBeGreaterThan(150);
    const html = await readFile(page, "utf8");
    expect(html.match(/<text x="460"/g)).toHaveLength(report.candidates.length);
    expect(html.match(/<circle/g)).toHaveLength(report.candidates.length * report.texts.length);
    expect(html).toContain("prefers-color-scheme:dark");
    expect(html).not.toMatch(/https?:|<script|src=|@import|url\(/);
  });

  it("finds without a reference what no model does", async () => {
    const { url } = await serverWith({ order: "rotated" });
    const { status, stdout } = await doctor(url, "openai", "--no-reference");
    expect(stdout).toMatch(/^unhealthy .* is broken: it answers a batch in another order/m);
    expect(stdout).not.toMatch(/costs/);
    expect(status).toBe(1);
  });

  it.each<[string, BrokenServerOptions, RegExp]>([
    [
      "answers a web page",
      { conduct: "html" },
      /is not JSON \(its type is text\/html\)[\s\S]*Check url and api/,
    ],
    ["needs a key", { conduct: "needs-key", key: "k" }, /status 401: no such key[\s\S]*--key-variable/],
    ["limits the rate", { conduct: "rate-limited" }, /status 429[\s\S]*Try again in 3600 s/],
    ["breaks the connection midway", { conduct: "breaks-midway" }, /the connection broke/],
    ["fails midway", { conduct: "fails-midway" }, /status 501: out of memory/],
  ])("says in a sentence when the server %s", async (_what, options, message) => {
    const { url } = await serverWith({}, options);
    const { status, stdout, stderr } = await doctor(url, "openai", "--no-reference");
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("backendOptions");
    expect(stdout).toBe("");
    expect(status).toBe(1);
  });

  it("says when nothing listens", async () => {
    const server = await serverWith({});
    await server.stop();
    const { status, stderr } = await doctor(server.url, "openai", "--no-reference");
    expect(stderr).toMatch(/nothing listens there[\s\S]*Start the server, or correct --url/);
    expect(status).toBe(1);
  });

  it.each<[string, string[], RegExp]>([
    ["a server without its API", ["--url", "http://127.0.0.1:1"], /--url needs --api/],
    ["an API that is not known", ["--url", "http://127.0.0.1:1", "--api", "grpc"], /Allowed choices/],
    ["an API without a server", ["--api", "tei"], /--api is about a server/],
    ["two patients", ["--url", "http://127.0.0.1:1", "--api", "tei", "--backend", "onnx"], /either a server/],
    ["no URL", ["--url", "here", "--api", "tei"], /--url: it is not a URL/],
    [
      "a key that is not set",
      ["--url", "http://127.0.0.1:1", "--api", "tei", "--key-variable", "ISOVEC_NO_SUCH_KEY"],
      /ISOVEC_NO_SUCH_KEY is not set/,
    ],
  ])("does not understand %s", async (_what, parameters, message) => {
    const { status, stderr } = await runIsovec(["doctor", ...parameters]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});
