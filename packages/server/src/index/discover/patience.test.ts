import { describe, expect, it } from "vitest";
import { Patience } from "./patience.ts";

describe("patience with a drive", () => {
  it("gives the call's own answer or error", async () => {
    const patience = new Patience("/code");
    expect(await patience.wait("/code/a", async () => 42)).toBe(42);
    const error = new Error("EACCES");
    await expect(patience.wait("/code/a", () => Promise.reject(error))).rejects.toBe(error);
  });

  it("makes no call while one is out, and the next one when that is back", async () => {
    const patience = new Patience("/code", 1);
    let comeBack = (): void => undefined;
    const out = new Promise<void>((resolve) => {
      comeBack = resolve;
    });
    const late = { name: "Timeout", message: "/code/a has not answered for 0.001 s.", retryable: true };
    await expect(patience.wait("/code/a", () => out)).rejects.toMatchObject(late);
    let calls = 0;
    const next = () => patience.wait("/code/b", async () => ++calls);
    await expect(next()).rejects.toMatchObject(late);
    expect(calls).toBe(0);
    comeBack();
    await out;
    expect(await next()).toBe(1);
  });
});
