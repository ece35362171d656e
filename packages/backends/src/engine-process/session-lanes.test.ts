import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionLanes } from "./session-lanes.ts";

interface Session {
  readonly name: string;
  readonly isAlive: boolean;
  stop(): Promise<void>;
}

describe("the lanes of an engine", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function lanesOf(mayHaveSecond: boolean, load?: () => Promise<Session>) {
    const stopped: string[] = [];
    const session = (name: string): Session => ({
      name,
      isAlive: true,
      stop: async () => void stopped.push(name),
    });
    let loaded = 1;
    const again = load ?? (async () => session(`session ${++loaded}`));
    const lanes = new SessionLanes("testing", session("session 1"), again, mayHaveSecond);
    let endLong: () => void = () => undefined;
    const long = lanes.run(() => new Promise<void>((resolve) => (endLong = resolve)), undefined);
    const question = () => lanes.run(async ({ name }) => name, undefined, "interactive");
    return { lanes, stopped, long, endLong: () => endLong(), question };
  }

  it("are two while questions come in the middle of a long pass", async () => {
    const { lanes, stopped, long, endLong, question } = lanesOf(true);
    await vi.advanceTimersByTimeAsync(0);
    const first = question();
    await vi.advanceTimersByTimeAsync(100);
    expect(await question()).toBe("session 2");
    endLong();
    await long;
    expect(await first).toBe("session 1");
    await vi.advanceTimersByTimeAsync(0);
    expect(await question()).toBe("session 1");
    expect(stopped).toEqual([]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(stopped).toEqual(["session 2"]);
    await lanes.dispose();
    expect(stopped).toEqual(["session 2", "session 1"]);
  });

  it("are one for a model that is large, and where a second one cannot be had", async () => {
    const large = lanesOf(false);
    const failing = lanesOf(true, () => Promise.reject(new Error("no memory")));
    for (const { endLong, question } of [large, failing]) {
      await vi.advanceTimersByTimeAsync(0);
      const answers = [question(), question()];
      await vi.advanceTimersByTimeAsync(100);
      answers.push(question());
      endLong();
      expect(await Promise.all(answers)).toEqual(["session 1", "session 1", "session 1"]);
    }
  });

  it("are not made two any more once they end", async () => {
    const { lanes, stopped, endLong, question } = lanesOf(true);
    await vi.advanceTimersByTimeAsync(0);
    const asked = question();
    const disposed = lanes.dispose();
    endLong();
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all([asked, disposed]);
    expect(stopped).toEqual(["session 1"]);
  });

  it("both end, also when the second one is still being loaded", async () => {
    let give: (session: Session) => void = () => undefined;
    const { lanes, stopped, endLong, question } = lanesOf(
      true,
      () => new Promise((resolve) => (give = resolve)),
    );
    await vi.advanceTimersByTimeAsync(0);
    const asked = question();
    await vi.advanceTimersByTimeAsync(100);
    const disposed = lanes.dispose();
    endLong();
    await asked;
    give({ name: "late", isAlive: true, stop: async () => void stopped.push("late") });
    await disposed;
    expect(stopped.sort()).toEqual(["late", "session 1"]);
  });
});
