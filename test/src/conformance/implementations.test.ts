import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startDaemon, stopDaemon } from "../daemon/daemon.ts";
import { isovec, repository } from "../repository.ts";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";

const toys = join(repository, "packages/server/test/conformance");
const quoted = (...words: string[]) => words.map((word) => `"${word}"`).join(" ");
const hasCompiler = spawnSync("cc", ["--version"]).status === 0;
const python = process.env["ISOVEC_PYTHON"] ?? "python3";
const hasPython = spawnSync(python, ["-c", "import numpy, onnxruntime"]).status === 0;

interface Report {
  readonly passed: number;
  readonly checks: readonly { readonly outcome: string; readonly id: string; readonly reason?: string }[];
}

async function judged(parameters: readonly string[]): Promise<{ status: number | null; failed: unknown }> {
  // What takes long on a busy machine is no defect.
  const { status, stdout } = await runIsovec(["conformance", ...parameters, "--timeout", "60", "--json"]);
  const { checks } = JSON.parse(stdout) as Report;
  return { status, failed: checks.filter(({ outcome }) => outcome === "failed") };
}

describe("isovec conformance", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-conformance-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(["stdio", "pipe", "socket"])("finds nothing in Isovec's own server over %s", async (transport) => {
    const workspace = new SampleWorkspace();
    const command = quoted(process.execPath, isovec, "serve", "--alone", "--state", workspace.state);
    expect(
      await judged(["--server", command, "--transport", transport, "--workspace", workspace.root]),
    ).toEqual({ status: 0, failed: [] });
    workspace.remove();
  });

  it("finds nothing in a server that has joined a daemon", async () => {
    const workspace = new SampleWorkspace();
    await startDaemon(workspace.state);
    const command = quoted(process.execPath, isovec, "serve", "--state", workspace.state);
    expect(await judged(["--server", command, "--workspace", workspace.root])).toEqual({
      status: 0,
      failed: [],
    });
    await stopDaemon(workspace.state);
    workspace.remove();
  });

  it.skipIf(!hasCompiler)("finds nothing in the C example (skipped without cc)", async () => {
    const program = join(folder, "plugin");
    const source = join(repository, "examples/c-bert/plugin.c");
    expect(spawnSync("cc", ["-O3", "-o", program, source, "-lm"]).status).toBe(0);
    expect(await judged(["--plugin", quoted(program)])).toEqual({ status: 0, failed: [] });
  });

  it.skipIf(!hasPython)(
    "finds nothing in the Python example (skipped without onnxruntime; ISOVEC_PYTHON names one)",
    async () => {
      const onnx = join(folder, "onnx");
      expect(await runIsovec(["convert", "--model", "all-MiniLM-L6-v2", "--output", onnx])).toMatchObject({
        status: 0,
      });
      const program = join(repository, "examples/python-onnx/plugin.py");
      expect(await judged(["--plugin", quoted(python, program, onnx)])).toEqual({ status: 0, failed: [] });
    },
  );

  it("says which check failed and why: as text, as JUnit's XML, and by its exit code", async () => {
    const server = quoted(process.execPath, join(toys, "toy-server.mjs"), "takes a second initialize");
    const junit = join(folder, "report.xml");
    const only = ["--only", "ESP-LIFE-1", "ESP-LIFE-3", "ESP-SEARCH-1"];
    const { status, stdout } = await runIsovec([
      "conformance",
      "--server",
      server,
      "--junit",
      junit,
      ...only,
    ]);
    expect(status).toBe(1);
    // What a server answers is shown as far as a line goes.
    const [before = "", answer = "", after = ""] = stdout.split(/(?<=was answered with )(.*)(?=\n)/);
    expect(before + after).toBe(
      `ok      ESP-LIFE-1     awaits initialize
FAILED  ESP-LIFE-3     takes one initialize
        a second initialize was answered with \nskipped ESP-SEARCH-1   gives at most as many hits as asked for, the best first
        no folder was given to search

The server fails: 1 of 2 checks passed, 1 skipped.
`,
    );
    expect(answer).toMatch(/^\{"result":\{"capabilities":.{100,260}… and not with the error -32600$/);
    const xml = readFileSync(junit, "utf8");
    expect(xml).toContain('<testsuite name="isovec.conformance.server" tests="3" failures="1" errors="0"');
    expect(xml).toMatch(
      /name="ESP-LIFE-3 takes one initialize"[^/]*>\s*<failure message="a second initialize/,
    );
    expect(xml).toContain("&quot;version&quot;");
  });

  it.each([
    [[], /either a server with --server or a plugin with --plugin/],
    [["--server", "a", "--plugin", "b"], /either a server with --server or a plugin with --plugin/],
    [["--plugin", "a", "--plugin-options", "[1]"], /--plugin-options takes an object in JSON/],
    [["--server", "a", "--timeout", "0"], /whole number above 0/],
  ])("does not understand %j", async (parameters, message) => {
    const { status, stderr } = await runIsovec(["conformance", ...parameters]);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it("names an unknown check, and a command that is none in its last words", async () => {
    const unknown = await runIsovec(["conformance", "--server", "a", "--only", "ESP-LIFE-99"]);
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringMatching(/no check ESP-LIFE-99/) });
    const none = await runIsovec(["conformance", "--server", join(folder, "none"), "--only", "ESP-LIFE-3"]);
    expect(none.status).toBe(1);
    expect(none.stdout).toMatch(
      /it ended with exit code \d+ before an answer to initialize; its last words: /,
    );
  });

  it("PLUG-HOST-3: a plugin that keeps to the protocol and has other vectors is refused when it is loaded", async () => {
    const manifest = join(folder, "isovec-plugin.json");
    const toy = {
      command: process.execPath,
      args: [join(toys, "toy-plugin.mjs"), "takes a model of any width"],
    };
    writeFileSync(manifest, JSON.stringify({ name: "toy", ...toy, env: {} }));
    const config = join(folder, "isovec.json");
    writeFileSync(config, JSON.stringify({ backend: "process", backendOptions: { plugin: manifest } }));
    const input = '{"id":"1","text":"a"}\n';
    const texts = join(folder, "texts.jsonl");
    writeFileSync(texts, input);
    const { status, stderr } = await runIsovec(["embed", "--input", texts, "--config", config, "--json"]);
    expect(stderr).toMatch(/The engine process \(cpu\) does not give all-MiniLM-L6-v2-code's vectors/);
    expect(status).toBe(1);
  });
});
