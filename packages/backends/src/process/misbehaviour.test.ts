import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { padBatch, readModel, type TokenBackend } from "@isovec/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../test/process/manual-clock.ts";
import { writeRandomBert } from "../../test/random-bert.ts";
import { temporaryFolder } from "../../test/workspace.ts";
import { loadPlugin } from "./provider.ts";

const program = fileURLToPath(new URL("../../test/process/misbehaving-plugin.mjs", import.meta.url));

async function engine() {
  const folder = await temporaryFolder();
  const { directory } = await writeRandomBert(join(folder, "tiny"));
  const plugin = join(folder, "isovec-plugin.json");
  await writeFile(
    plugin,
    JSON.stringify({ name: "misbehaving", command: process.execPath, args: [program] }),
  );
  const clock = new ManualClock();
  const lines: string[] = [];
  const backend = (await loadPlugin(
    await readModel(directory),
    { cacheDirectory: folder, options: { plugin } },
    { clock, writeLog: (line) => lines.push(line), pluginsDirectory: folder },
  )) as TokenBackend;
  onTestFinished(() => backend.dispose());
  return { backend, clock, lines };
}

const batch = (...ids: number[]) => padBatch([Int32Array.from(ids)], 0);

async function expectServes(backend: TokenBackend): Promise<void> {
  const { values } = await backend.forward(batch(30, 31));
  expect([values[0], values[24]]).toEqual([30, 31]);
}

describe("a plugin that breaks off", () => {
  it.each([
    [1, "exits", /exit code 3/],
    [3, "prints to stdout", /wrote to stdout what is no message/],
    [4, "answers a request that nobody made", /answered a request 999999 that is not under way/],
    [5, "announces a message of 100 GB", /announced a message of 99999999999 bytes/],
    [6, "announces a message of negative length", /without a valid Content-Length/],
    [11, "sends what is not JSON", /not JSON/],
  ])("fails its own request only: id %i %s", async (id, _what, message) => {
    const { backend, clock } = await engine();
    await expect(backend.forward(batch(id))).rejects.toMatchObject({
      name: "PluginCrashed",
      message: expect.stringMatching(message),
      retryable: true,
    });
    await expectServes(backend);
    expect(clock.slept).toEqual([250]);
  });

  it("is ended and started anew when it hangs", async () => {
    const { backend, clock, lines } = await engine();
    const hanging = backend.forward(batch(2));
    await expect.poll(() => lines).toContain("[misbehaving] thinking for ever");
    clock.expire();
    await expect(hanging).rejects.toMatchObject({ name: "Timeout", retryable: true });
    await expectServes(backend);
  });

  it("is stopped after five crashes in three minutes, and says so once more to every later request", async () => {
    const { backend, clock } = await engine();
    for (let crash = 0; crash < 5; crash++) {
      await expect(backend.forward(batch(1))).rejects.toMatchObject({ retryable: true });
    }
    expect(clock.slept).toEqual([250, 500, 1000, 2000]);
    await expect(backend.forward(batch(30))).rejects.toMatchObject({
      name: "PluginCrashed",
      message: expect.stringContaining("crashed five times in three minutes and was stopped"),
      retryable: false,
    });
  });
});

describe("a plugin that answers wrongly", () => {
  it.each([
    [7, "NonFinite", /gave NaN in row 0/],
    [8, "BackendUnavailable", /shape \[0, 24\] where 1 and \[1, 24\] were asked for/],
    [9, "BackendUnavailable", /says: out \[2J of memory/],
    [10, "BackendUnavailable", /with broken values|with 0 values/],
  ])("fails its own request and runs on: id %i, %s", async (id, name, message) => {
    const { backend, clock } = await engine();
    await expect(backend.forward(batch(id))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    await expectServes(backend);
    expect(clock.slept).toEqual([]);
  });

  it("may answer in another order than it was asked", async () => {
    const { backend } = await engine();
    const answers = await Promise.all([backend.forward(batch(20)), backend.forward(batch(21))]);
    expect(answers.map(({ values }) => values[0])).toEqual([20, 21]);
  });
});
