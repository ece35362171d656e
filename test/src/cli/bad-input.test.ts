import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModel } from "../repository.ts";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";

describe("bad input on the command line", () => {
  let workspace: SampleWorkspace;
  let place: string[];
  let models: string;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    place = ["--path", workspace.root, "--state", workspace.state];
    models = mkdtempSync(join(tmpdir(), "isovec-bad-models-"));
    await runIsovec(["index", ...place]);
  });
  afterAll(() => {
    workspace.remove();
    rmSync(models, { recursive: true });
  });

  /** A copy of the bundled model with something done to it. */
  function damaged(name: string, damage: (folder: string) => void): string {
    const folder = join(models, name);
    cpSync(bundledModel, folder, { recursive: true });
    damage(folder);
    return folder;
  }

  function overwrite(file: string, position: number, bytes: Buffer): void {
    const handle = openSync(file, "r+");
    writeSync(handle, bytes, 0, bytes.length, position);
    closeSync(handle);
  }

  /** One sentence, one way out, no stack; and the index answers as before. */
  async function expectRefusal(parameters: readonly string[], message: RegExp, status = 1): Promise<void> {
    const refused = await runIsovec(parameters);
    expect(refused.stderr).toMatch(message);
    expect(refused.stderr).not.toMatch(/^\s+at /m);
    expect(refused.stderr.trim().split("\n").length).toBeGreaterThan(1);
    expect(refused.stdout).toBe("");
    expect(refused.status).toBe(status);
  }
  const search = (...more: string[]) => ["search", "hash password", ...place, ...more];

  it.each<[string, () => string[], RegExp, number?]>([
    [
      "an unknown model",
      () => search("--model", "all-Mini"),
      /no model "all-Mini"[\s\S]*Bundled: all-MiniLM-L6-v2/,
    ],
    [
      "an unknown engine",
      () => search("--backend", "abacus"),
      /no backend "abacus"[\s\S]*Known backends: onnx/,
    ],
    [
      "a folder that is not there",
      () => ["index", "--path", join(models, "absent")],
      /absent does not exist/,
    ],
    [
      "a file for a folder",
      () => ["index", "--path", join(workspace.root, "src/retry.ts")],
      /retry\.ts is no folder/,
    ],
    ["an unknown option", () => search("--colour"), /unknown option '--colour'/, 2],
    ["an unknown command", () => ["serch"], /unknown command 'serch'/, 2],
    ["a limit that is none", () => search("--limit", "many"), /--limit[\s\S]*whole number/, 2],
    ["an unknown mode", () => search("--mode", "magic"), /--mode[\s\S]*hybrid, semantic, lexical/, 2],
    ["no question", () => ["search", ...place], /needs a question or --queries/, 2],
    ["an empty question", () => ["search", " ", ...place], /question is empty/, 2],
    [
      "a file of texts that is not there",
      () => ["embed", "--input", "absent.jsonl"],
      /absent\.jsonl cannot be read/,
    ],
    [
      "a configuration that is not there",
      () => search("--config", "absent.json"),
      /absent\.json cannot be read \(ENOENT\)/,
    ],
  ])("names %s", (_what, parameters, message, status) => expectRefusal(parameters(), message, status));

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      "missing weights",
      (folder) => rmSync(join(folder, "model.safetensors")),
      /model\.safetensors is missing/,
    ],
    [
      "weights cut short",
      (folder) => truncateSync(join(folder, "model.safetensors"), 40_000_000),
      /model\.safetensors has 40000000 bytes; its manifest says 45141904/,
    ],
    [
      "weights with a flipped bit",
      (folder) => overwrite(join(folder, "model.safetensors"), 30_000_000, Buffer.from([0xa5, 0x5a])),
      /model\.safetensors does not have the sha256/,
    ],
    [
      "weights cut short where there is no manifest",
      (folder) => {
        rmSync(join(folder, "manifest.json"));
        truncateSync(join(folder, "model.safetensors"), 40_000_000);
      },
      /model\.safetensors is not a valid safetensors file/,
    ],
    [
      "a tokenizer that does not fit the config",
      (folder) => {
        rmSync(join(folder, "manifest.json"));
        const config = { model_type: "bert", hidden_size: 384, vocab_size: 30000, num_hidden_layers: 6 };
        writeFileSync(join(folder, "config.json"), JSON.stringify(config));
      },
      /tokenizer\.json .* has a token with id 30521, but config\.json has vocab_size 30000/,
    ],
    [
      "weights that do not fit the config",
      (folder) => {
        rmSync(join(folder, "manifest.json"));
        const config = {
          model_type: "bert",
          hidden_size: 384,
          vocab_size: 30522,
          num_hidden_layers: 7,
          num_attention_heads: 12,
          intermediate_size: 1536,
          max_position_embeddings: 512,
          type_vocab_size: 2,
        };
        writeFileSync(join(folder, "config.json"), JSON.stringify(config));
      },
      /layer\.6\./,
    ],
    [
      "an architecture that is not known",
      (folder) => {
        rmSync(join(folder, "manifest.json"));
        const config = { model_type: "mamba", hidden_size: 384, vocab_size: 30522 };
        writeFileSync(join(folder, "config.json"), JSON.stringify(config));
      },
      /mamba[\s\S]*bert/i,
    ],
  ])("names %s", (what, damage, message) => {
    const folder = damaged(what.replaceAll(" ", "-"), damage);
    return expectRefusal(search("--model", folder), message);
  });

  it.each<[string, (folder: string) => string[]]>([
    ["distill", (folder) => ["distill", "--model", folder, "--output", folder]],
    [
      "pack",
      (folder) => [
        "pack",
        bundledModel,
        "--output",
        folder,
        "--name",
        "x",
        "--origin",
        "x",
        "--licence",
        "MIT",
      ],
    ],
  ])("%s overwrites no checkpoint that lies in its output", async (command, parameters) => {
    const folder = damaged(`output-of-${command}`, (copy) => rmSync(join(copy, "manifest.json")));
    const before = readFileSync(join(folder, "config.json"), "utf8");
    await expectRefusal(parameters(folder), /nothing in it is overwritten[\s\S]*--output/);
    expect(readFileSync(join(folder, "config.json"), "utf8")).toBe(before);
    expect(statSync(join(folder, "model.safetensors")).size).toBe(45_141_904);
    expect(readdirSync(models).filter((name) => name.startsWith(".unfinished"))).toEqual([]);
  });

  it("names file and key of an unknown configuration key", async () => {
    const file = workspace.write("isovec.json", '{"bakend": "onnx"}');
    await expectRefusal(search(), /isovec\.json: unknown key "bakend"[\s\S]*Known keys: model, backend/);
    rmSync(file);
  });

  it("names the line of a question that is none", async () => {
    const { status, stdout, stderr } = await runIsovec(["search", ...place, "--queries", "-", "--json"], {
      input: '{"id": 1, "query": "hash"}\n{"id": 2}\n',
    });
    expect(status).toBe(1);
    expect(stdout.split("\n").filter(Boolean)).toHaveLength(1);
    expect(stderr).toMatch(/standard input:2: query/);
  });

  it("names a state folder that cannot be written", async () => {
    const file = workspace.write("occupied", "");
    await expectRefusal(
      ["search", "a", "--path", workspace.root, "--state", join(file, "inside")],
      /occupied\/inside\/\S+ cannot be written[\s\S]*--state/,
    );
    rmSync(file);
  });

  it("passes over a binary file and a line of 200 MB, and finds the rest", async () => {
    workspace.write("src/picture.ts", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]));
    workspace.write("src/endless.ts", Buffer.alloc(200 * 1024 * 1024, "x"));
    const { status, stdout } = await runIsovec(["search", "hash password", ...place, "--json"]);
    expect(status).toBe(0);
    const paths = (JSON.parse(stdout) as { results: { path: string }[] }).results.map(({ path }) => path);
    expect(paths[0]).toBe("src/password.ts");
    expect(paths).not.toContain("src/picture.ts");
    expect(paths).not.toContain("src/endless.ts");
    rmSync(join(workspace.root, "src/picture.ts"));
    rmSync(join(workspace.root, "src/endless.ts"));
  });

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)("names a folder without permission (skipped as root)", async () => {
    const locked = join(models, "locked");
    mkdirSync(locked);
    chmodSync(locked, 0);
    await expectRefusal(["index", "--path", locked], /locked cannot be read \(EACCES\)/);
    chmodSync(locked, 0o700);
  });

  it("shows the stack with --verbose", async () => {
    const { stderr } = await runIsovec([...search("--model", "all-Mini"), "--verbose"]);
    expect(stderr).toMatch(/^\s+at /m);
  });

  it("has left the index as it was", async () => {
    const { stdout } = await runIsovec(["index", ...place, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ files: 4, embedded: 0 });
    expect((await runIsovec(search())).stdout).toMatch(/^1\. src\/password\.ts/);
  });
});
