import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fixtures, isovec } from "./repository.ts";
import { isolatedEnvironment } from "./run-isovec.ts";

/** A network namespace with nothing in it, where the system lets us make one: what native code does is denied too. */
const apart = spawnSync("unshare", ["-rn", "true"]).status === 0 ? ["unshare", "-rn"] : [];

const hook = join(fixtures, "network/deny-network.cjs");

describe(`local engines open no connection${apart.length > 0 ? ", in a namespace without a network" : ""}`, () => {
  let folder: string;
  let log: string;
  let home: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-network-"));
    log = join(folder, "attempts");
    home = join(folder, "home");
    mkdirSync(home);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Everything below the home folder that is not ours. */
  const foreignFiles = () =>
    readdirSync(home, { recursive: true, encoding: "utf8" }).filter(
      (path) => !/^\.cache($|\/isovec)/.test(path),
    );

  function run(parameters: readonly string[], input = "") {
    const [program = "", ...rest] = [...apart, process.execPath, "--require", hook, ...parameters];
    // The tests of this repository run without telemetry; what is tested here must see to that itself.
    const { ORT_DISABLE_TELEMETRY: _ours, XDG_CACHE_HOME: _cache, ...environment } = isolatedEnvironment();
    return spawnSync(program, rest, {
      encoding: "utf8",
      input,
      env: { ...environment, HOME: home, NODE_OPTIONS: `--require ${hook}`, ISOVEC_NETWORK_LOG: log },
    });
  }
  const attempts = () => (existsSync(log) ? readFileSync(log, "utf8") : "");

  it.each(["onnx", "llama-cpp", "static"])("%s", (backend) => {
    const { status, stdout, stderr } = run(
      [isovec, "embed", "--backend", backend, "--input", "-", "--json"],
      '{"id": 1, "text": "hello world"}\n',
    );
    expect({ status, attempts: attempts() }, stderr).toEqual({ status: 0, attempts: "" });
    expect(JSON.parse(stdout).vector.length).toBeGreaterThan(100);
    // ONNX Runtime's telemetry keeps a device id and its events there; it sends them from native code, unseen by the hook.
    expect(foreignFiles()).toEqual([]);
  });

  it("nor does a search", () => {
    const { status, stderr } = run([isovec, "search", "deny", "--path", fixtures, "--state", folder]);
    expect({ status, attempts: attempts() }, stderr).toEqual({ status: 0, attempts: "" });
  });

  it("and the test would see one", () => {
    const script = 'require("node:net").connect(9, "127.0.0.1").on("error", () => {})';
    expect(run(["-e", script]).status).not.toBe(0);
    expect(attempts()).toMatch(/^connect /);
    rmSync(log);
    run(["-e", 'fetch("http://127.0.0.1:8199").catch(() => process.exit(3))']);
    expect(attempts()).toMatch(/^(?:connect|dns)/);
  });
});
