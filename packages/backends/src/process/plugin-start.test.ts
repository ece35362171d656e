import { join } from "node:path";
import type { TokenBackend } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { batch, installMisbehavingPlugin, startMisbehaving } from "../../test/process/misbehaving-engine.ts";

const starts = ["initialize", "backend/load"];

describe("a plugin that does not get ready", () => {
  it.each(starts)("because it crashes at %s is refused", async (method) => {
    const { loading, clock } = startMisbehaving(await installMisbehavingPlugin(), { crashAt: method });
    await expect(loading).rejects.toMatchObject({
      name: "PluginCrashed",
      message: expect.stringContaining("exit code 4"),
    });
    expect(clock.slept).toEqual([]);
  });

  it.each(starts)("because it hangs at %s is refused and ended", async (method) => {
    const { loading, clock, lines } = startMisbehaving(await installMisbehavingPlugin(), { hangAt: method });
    const refused = expect(loading).rejects.toMatchObject({
      name: "Timeout",
      message: expect.stringContaining(`did not answer ${method} within 120000 ms`),
    });
    await expect.poll(() => lines).toContain(`[misbehaving] no answer to ${method}`);
    clock.expire();
    await refused;
  });

  it("because its loading is cancelled is ended", async () => {
    const controller = new AbortController();
    const plugin = await installMisbehavingPlugin();
    const { loading, lines } = startMisbehaving(plugin, { hangAt: "backend/load" }, controller.signal);
    const cancelled = expect(loading).rejects.toMatchObject({ name: "Cancelled" });
    await expect.poll(() => lines).toContain("[misbehaving] no answer to backend/load");
    controller.abort();
    await cancelled;
  });

  it("again after it served is stopped after five crashes, those while loading among them", async () => {
    const plugin = await installMisbehavingPlugin();
    const { loading, clock } = startMisbehaving(plugin, { loads: join(plugin.folder, "loaded") });
    const backend = (await loading) as TokenBackend;
    for (const code of [3, 4, 4, 4, 4]) {
      await expect(backend.forward(batch(1))).rejects.toMatchObject({
        name: "PluginCrashed",
        message: expect.stringContaining(`exit code ${code}`),
        retryable: true,
      });
    }
    expect(clock.slept).toEqual([250, 500, 1000, 2000]);
    await expect(backend.forward(batch(30))).rejects.toMatchObject({
      message: expect.stringContaining("crashed five times in three minutes and was stopped"),
      retryable: false,
    });
  });
});
