import { describe, expect, it } from "vitest";
import { batch, misbehavingEngine } from "../../test/process/misbehaving-engine.ts";

type Engine = Awaited<ReturnType<typeof misbehavingEngine>>;

/** Lets every time limit pass until the pass has failed. @returns the failure */
async function outlast({ backend, clock, lines }: Engine, id: number, says: string): Promise<unknown> {
  const before = lines.length;
  let error: unknown;
  const pending = backend.forward(batch(id)).catch((late: unknown) => {
    error = late;
  });
  await expect.poll(() => lines.slice(before)).toContain(`[misbehaving] ${says}`);
  await expect
    .poll(() => {
      clock.expire();
      return error;
    })
    .toBeDefined();
  await pending;
  return error;
}

describe("a plugin that does not answer in time", () => {
  it("is ended and started anew when it does not answer backend/health either", async () => {
    const engine = await misbehavingEngine();
    expect(await outlast(engine, 2, "thinking for ever")).toMatchObject({
      name: "Timeout",
      message: expect.stringContaining("did not answer backend/embed within 60000 ms"),
      retryable: true,
    });
    expect((await engine.backend.forward(batch(30))).values[0]).toBe(30);
    expect(engine.clock.slept).toEqual([250]);
  });

  it("is ended when it computes for ever", async () => {
    const engine = await misbehavingEngine();
    expect(await outlast(engine, 14, "computing for ever")).toMatchObject({ name: "Timeout" });
    expect((await engine.backend.forward(batch(30))).values[0]).toBe(30);
  });

  it("runs on when it answers backend/health: its request alone fails, and a late answer is passed over", async () => {
    const { backend, clock, lines } = await misbehavingEngine();
    const late = backend.forward(batch(17));
    await expect.poll(() => lines).toContain("[misbehaving] taking its time");
    clock.expire();
    await expect(late).rejects.toMatchObject({
      name: "Timeout",
      message: expect.stringContaining("though it is well"),
      retryable: true,
    });
    expect((await backend.forward(batch(30))).values[0]).toBe(30);
    expect(clock.slept).toEqual([]);
  });

  it("is ended when it is late twice with nothing answered in between, however well it is", async () => {
    const { backend, clock, lines } = await misbehavingEngine();
    for (const passes of [1, 2]) {
      const late = backend.forward(batch(17));
      await expect
        .poll(() => lines.filter((line) => line === "[misbehaving] taking its time"))
        .toHaveLength(passes);
      clock.expire();
      await expect(late).rejects.toMatchObject({ name: "Timeout" });
    }
    expect((await backend.forward(batch(30))).values[0]).toBe(30);
    expect(clock.slept).toEqual([250]);
  });
});

describe("a request that is cancelled under way", () => {
  it("is taken back from the plugin, which runs on", async () => {
    const { backend, clock, lines } = await misbehavingEngine();
    const controller = new AbortController();
    const pending = backend.forward(batch(15), controller.signal);
    await expect.poll(() => lines).toContain("[misbehaving] waiting for a cancel");
    controller.abort();
    await expect(pending).rejects.toMatchObject({ name: "Cancelled" });
    expect((await backend.forward(batch(30))).values[0]).toBe(30);
    expect(clock.slept).toEqual([]);
  });

  it("may still be answered", async () => {
    const { backend, lines } = await misbehavingEngine();
    const controller = new AbortController();
    const pending = backend.forward(batch(17), controller.signal);
    await expect.poll(() => lines).toContain("[misbehaving] taking its time");
    controller.abort();
    expect((await pending).values[0]).toBe(17);
  });
});
