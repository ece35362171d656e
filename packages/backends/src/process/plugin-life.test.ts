import { spawn, spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { padBatch, readModel, type TokenBackend } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../test/process/manual-clock.ts";
import { misbehavingEngine, misbehavingPlugin } from "../../test/process/misbehaving-engine.ts";
import { writeRandomBert } from "../../test/random-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { loadPlugin } from "./load-plugin.ts";

const loader = fileURLToPath(new URL("../../dist/process/load-plugin.js", import.meta.url));

function isGone(id: number): boolean {
  try {
    process.kill(id, 0);
    return false;
  } catch {
    return true;
  }
}

async function installed(manifest: Record<string, unknown> = {}) {
  const folder = await temporaryFolder();
  const { directory } = await writeRandomBert(join(folder, "tiny"));
  await mkdir(join(folder, "well-named"));
  const file = join(folder, "well-named", "isovec-plugin.json");
  const usual = { name: "well-named", command: process.execPath, args: [misbehavingPlugin] };
  await writeFile(file, JSON.stringify({ ...usual, ...manifest }));
  return { folder, directory, file };
}

async function load(
  { folder, directory }: { folder: string; directory: string },
  options: Record<string, unknown> = { plugin: "well-named" },
) {
  const surroundings = { clock: new ManualClock(), writeLog: () => undefined, pluginsDirectory: folder };
  const backend = (await loadPlugin(
    await readModel(directory),
    { cacheDirectory: folder, options },
    surroundings,
  )) as TokenBackend;
  onTestFinished(() => backend.dispose());
  return { backend, clock: surroundings.clock };
}

describe("a plugin's manifest", () => {
  it("is found by its name in the user's plugins folder, and nowhere else", async () => {
    const plugin = await installed();
    const { backend } = await load(plugin);
    expect(backend.id).toBe("process");
    for (const name of ["../well-named", "./well-named", "well-named/x"]) {
      await expect(load(plugin, { plugin: name })).rejects.toMatchObject({
        name: "ConfigurationInvalid",
        message: expect.stringContaining("is neither a plugin's name nor an absolute path"),
      });
    }
  });

  it.each([
    [{ shell: true }, /Unrecognized key/],
    [{ command: "" }, /command/],
  ])("is refused by the key: %j", async (wrong, message) => {
    await expect(load(await installed(wrong))).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message: expect.stringMatching(message),
    });
  });

  it("that names no program says so", async () => {
    await expect(load(await installed({ command: "isovec-no-such-program" }))).rejects.toMatchObject({
      name: "PluginCrashed",
      message: expect.stringContaining("its program did not start"),
    });
  });
});

describe("a plugin's life", () => {
  it("ends with backend/unload of its model, then shutdown", async () => {
    const { backend, lines } = await misbehavingEngine();
    await Promise.all([backend.dispose(), backend.dispose()]);
    expect(lines).toEqual(["[misbehaving] backend/unload m", "[misbehaving] shutdown"]);
  });

  it("ends though it knows nothing of backend/unload", async () => {
    const { backend, lines } = await misbehavingEngine({ refuseAt: "backend/unload" });
    await backend.dispose();
    expect(lines).toEqual(["[misbehaving] shutdown"]);
  });

  it("ends by force when the plugin does not end by itself", async () => {
    const stubborn = "setInterval(() => {}, 1000); process.on('SIGTERM', () => {}); process.exit = () => {};";
    const plugin = await installed({
      args: ["--import", `data:text/javascript,${encodeURIComponent(stubborn)}`, misbehavingPlugin],
    });
    const { backend, clock } = await load(plugin);
    let gone = false;
    const disposal = backend.dispose().then(() => {
      gone = true;
    });
    await expect
      .poll(() => {
        clock.expire();
        return gone;
      })
      .toBe(true);
    await disposal;
    await expect(backend.forward(padBatch([Int32Array.of(30)], 0))).rejects.toMatchObject({
      name: "BackendUnavailable",
    });
  });

  it("PLUG-HOST-4: ends with the process that owns it, and does not keep it running", async () => {
    const { folder, directory, file } = await installed();
    const script = `
      import { loadPlugin } from ${JSON.stringify(loader)};
      import { readModel } from "@isovec/core";
      const options = { plugin: ${JSON.stringify(file)} };
      await loadPlugin(await readModel(${JSON.stringify(directory)}), { cacheDirectory: ${JSON.stringify(folder)}, options });
      const { execFileSync } = await import("node:child_process");
      console.log(execFileSync("pgrep", ["-P", String(process.pid), "node"], { encoding: "utf8" }).trim());
    `;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      encoding: "utf8",
      timeout: 30_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const child = Number(stdout);
    expect(child).toBeGreaterThan(0);
    await expect.poll(() => isGone(child), { timeout: 10_000 }).toBe(true);
  });

  it.skipIf(process.platform === "win32")(
    "ends with a server that is killed while the plugin computes and reads nothing (skipped on Windows)",
    async () => {
      const { folder, directory, file } = await installed();
      const script = `
        import { loadPlugin } from ${JSON.stringify(loader)};
        import { padBatch, readModel } from "@isovec/core";
        const request = { cacheDirectory: ${JSON.stringify(folder)}, options: { plugin: ${JSON.stringify(file)} } };
        const clock = { now: () => 0, timeout: () => ({ signal: new AbortController().signal, clear() {} }) };
        const surroundings = { clock, writeLog: (line) => console.log(line), pluginsDirectory: "" };
        const backend = await loadPlugin(await readModel(${JSON.stringify(directory)}), request, surroundings);
        await backend.forward(padBatch([Int32Array.of(14)], 0));
      `;
      const server = spawn(process.execPath, ["--input-type=module", "-e", script], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        stdio: ["ignore", "pipe", "inherit"],
      });
      let said = "";
      server.stdout.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
      await expect.poll(() => said, { timeout: 30_000 }).toMatch(/in process \d+\n/);
      const plugin = Number(/in process (\d+)/.exec(said)?.[1]);
      expect(isGone(plugin)).toBe(false);
      server.kill("SIGKILL");
      await expect.poll(() => isGone(plugin), { timeout: 30_000 }).toBe(true);
    },
  );
});
