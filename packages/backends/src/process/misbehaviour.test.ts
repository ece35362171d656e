import type { TokenBackend } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { batch, misbehavingEngine } from "../../test/process/misbehaving-engine.ts";

async function expectServes(backend: TokenBackend): Promise<void> {
  const { values } = await backend.forward(batch(30, 31));
  expect([values[0], values[24]]).toEqual([30, 31]);
}

describe("PLUG-HOST-1: a plugin that breaks off", () => {
  it.each([
    [1, "exits", /exit code 3/],
    [3, "prints to stdout", /wrote to stdout what is no message/],
    [4, "answers a request that nobody made", /answered a request 999999 that is not under way/],
    [5, "announces a message of 100 GB", /announced a message of 99999999999 bytes/],
    [6, "announces a message of negative length", /without a valid Content-Length/],
    [11, "sends what is not JSON", /not JSON/],
  ])("fails its own request only: id %i %s", async (id, _what, message) => {
    const { backend, clock } = await misbehavingEngine();
    await expect(backend.forward(batch(id))).rejects.toMatchObject({
      name: "PluginCrashed",
      message: expect.stringMatching(message),
      retryable: true,
    });
    await expectServes(backend);
    expect(clock.slept).toEqual([250]);
  });

  it("is quoted with its last words, though it ended before the line did", async () => {
    const { backend } = await misbehavingEngine();
    await expect(backend.forward(batch(18))).rejects.toMatchObject({
      name: "PluginCrashed",
      message: expect.stringMatching(/exit code 3.*Its last line was: half a line$/),
    });
  });

  it("is noticed at once when a child of its holds its pipes open, and the child ends with it", async () => {
    const { backend, clock } = await misbehavingEngine();
    await expect(backend.forward(batch(12))).rejects.toMatchObject({
      name: "PluginCrashed",
      message: expect.stringContaining("exit code 3"),
    });
    await expectServes(backend);
    expect(clock.slept).toEqual([250]);
  });

  it("is noticed when a child that left its process group holds its pipes open", async () => {
    const { backend, clock, lines } = await misbehavingEngine();
    let error: unknown;
    const pending = backend.forward(batch(13)).catch((crash: unknown) => {
      error = crash;
    });
    await expect.poll(() => lines).toContain("[misbehaving] leaving a child behind");
    await expect
      .poll(() => {
        clock.expire(1_000);
        return error;
      })
      .toMatchObject({ name: "PluginCrashed", message: expect.stringContaining("exit code 3") });
    await pending;
    await expectServes(backend);
  });

  it("is stopped after five crashes in three minutes, and says so once more to every later request", async () => {
    const { backend, clock } = await misbehavingEngine();
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

describe("PLUG-HOST-2: a plugin that answers wrongly", () => {
  it.each([
    [7, "NonFinite", /gave NaN in row 0/],
    [8, "BackendUnavailable", /shape \[0, 24\] where 1 and \[1, 24\] were asked for/],
    [9, "BackendUnavailable", /says: out \[2J of memory/],
    [10, "BackendUnavailable", /with broken values|with 0 values/],
  ])("fails its own request and runs on: id %i, %s", async (id, name, message) => {
    const { backend, clock } = await misbehavingEngine();
    await expect(backend.forward(batch(id))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
    await expectServes(backend);
    expect(clock.slept).toEqual([]);
  });

  it("may answer in another order than it was asked", async () => {
    const { backend } = await misbehavingEngine();
    const answers = await Promise.all([backend.forward(batch(20)), backend.forward(batch(21))]);
    expect(answers.map(({ values }) => values[0])).toEqual([20, 21]);
  });
});
