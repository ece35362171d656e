import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configurationKeys, configurationSchema, defaultConfiguration } from "./configuration.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { parseConfiguration } from "./parse-configuration.ts";

describe("configuration", () => {
  let folder: string;
  let userDirectory: string;
  let workspace: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-configuration-"));
    userDirectory = join(folder, "user");
    workspace = join(folder, "workspace");
    for (const directory of [userDirectory, workspace]) mkdirSync(directory);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(directory: string, content: unknown, name = "isovec.json"): string {
    const file = join(directory, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  it("is the defaults when nobody says anything", async () => {
    expect(await loadConfiguration({ userDirectory, workspace })).toEqual(defaultConfiguration);
  });

  it("means a model that servers have where a server is asked, unless one is named", async () => {
    write(userDirectory, { backend: "http" });
    expect(await loadConfiguration({ userDirectory, workspace })).toEqual({
      model: "all-MiniLM-L6-v2",
      backend: "http",
    });
    write(workspace, { model: "org/name" });
    expect((await loadConfiguration({ userDirectory, workspace })).model).toBe("org/name");
  });

  it("lets the workspace outrank the user, a named file both, and overrides all", async () => {
    write(userDirectory, { backend: "user", model: "user", threads: 1 });
    write(workspace, { backend: "workspace", model: "workspace" });
    const file = write(folder, { backend: "file" }, "named.json");
    const sources = { userDirectory, workspace, file };
    expect(await loadConfiguration(sources)).toEqual({ backend: "file", model: "workspace", threads: 1 });
    expect((await loadConfiguration({ ...sources, overrides: { backend: "flag" } })).backend).toBe("flag");
  });

  it("takes paths relative to the file that holds them, and leaves names alone", async () => {
    write(workspace, { model: "./models/mine" });
    write(userDirectory, { cacheDirectory: "cache" });
    const { model, cacheDirectory } = await loadConfiguration({ userDirectory, workspace });
    expect(model).toBe(join(workspace, "models", "mine"));
    expect(cacheDirectory).toBe(join(userDirectory, "cache"));
    write(workspace, { model: "all-MiniLM-L6-v2" });
    expect((await loadConfiguration({ userDirectory, workspace })).model).toBe("all-MiniLM-L6-v2");
  });

  it("leaves a model of the hub alone, unless a folder of that name lies beside the file", async () => {
    const model = "org/name@refs/pr/3";
    write(workspace, { model });
    expect((await loadConfiguration({ userDirectory, workspace })).model).toBe(model);
    write(workspace, { model: "org/name" });
    mkdirSync(join(workspace, "org", "name"), { recursive: true });
    expect((await loadConfiguration({ userDirectory, workspace })).model).toBe(
      join(workspace, "org", "name"),
    );
  });

  it.each([
    [{ bakend: "onnx" }, /isovec\.json: unknown key "bakend"/],
    [{ threads: "many" }, /isovec\.json: threads is "many"/],
    [[], /isovec\.json: the configuration must be a JSON object/],
    ["{,", /isovec\.json is not valid JSON/],
  ])("names the file and the key of a mistake: %j", async (content, message) => {
    write(workspace, content);
    await expect(loadConfiguration({ userDirectory, workspace })).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\./),
    });
  });

  it.each([
    ["cacheDirectory", "/elsewhere"],
    ["stateDirectory", "/elsewhere"],
    ["backendOptions", { url: "http://elsewhere" }],
    ["hubUrl", "https://elsewhere"],
    ["hubProxy", "http://elsewhere"],
    ["logLevel", "debug"],
    ["store", { url: "postgres://elsewhere/code" }],
    ["reranker", { url: "https://elsewhere" }],
  ])("does not let a workspace choose %s", (key, value) => {
    expect(() => parseConfiguration({ [key]: value }, "isovec.json", "workspace")).toThrowError(
      expect.objectContaining({ name: "NotTrusted", message: expect.stringContaining(key) }),
    );
    expect(parseConfiguration({ [key]: value }, "isovec.json", "user")).toEqual({ [key]: value });
  });

  it("lets a file name its schema", () => {
    const value = { $schema: "https://example.org/isovec.schema.json", threads: 2 };
    expect(parseConfiguration(value, "isovec.json", "workspace")).toEqual({ threads: 2 });
  });

  it("does not let an editor choose the store: its settings may be the folder's", () => {
    const store = { url: "postgres://elsewhere/code" };
    expect(() => parseConfiguration({ store }, "initializationOptions", "editor")).toThrowError(
      expect.objectContaining({
        name: "NotTrusted",
        message: expect.stringContaining("an editor may not set"),
      }),
    );
    const others = { threads: 1, hubUrl: "https://own" };
    expect(parseConfiguration(others, "initializationOptions", "editor")).toEqual(others);
  });

  it("does not let an editor choose the reranker: code is sent there", () => {
    const reranker = { url: "https://elsewhere" };
    expect(parseConfiguration({ reranker }, "isovec.json", "user")).toEqual({ reranker });
    expect(() => parseConfiguration({ reranker }, "initializationOptions", "editor")).toThrowError(
      /may not set reranker/,
    );
  });

  it.each([[{ store: "postgres://anna:secret@host/code" }], [{ store: { url: 7, password: "secret" } }]])(
    "does not repeat an address, which may hold a password: %#",
    (content) => {
      expect(() => parseConfiguration(content, "isovec.json", "user")).toThrowError(/isovec\.json: store/);
      expect(() => parseConfiguration(content, "isovec.json", "user")).not.toThrowError(/secret/);
    },
  );

  it("demands a file that was named", async () => {
    await expect(
      loadConfiguration({ userDirectory, file: join(folder, "absent.json") }),
    ).rejects.toThrowError(/absent\.json cannot be read \(ENOENT\)/);
  });

  it("lists every key of the schema", () => {
    for (const key of configurationKeys) {
      expect(configurationSchema.safeParse({ [key]: null }).success).toBe(false);
    }
  });
});
