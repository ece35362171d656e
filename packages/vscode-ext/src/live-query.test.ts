import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveQuery } from "./live-query.ts";

/** A question under way, answered by the test. */
interface Asked {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: unknown) => void;
}

function setUp() {
  const asked: Asked[] = [];
  const answers: string[] = [];
  const failures: unknown[] = [];
  let busy = false;
  const live = new LiveQuery<string>({
    delayMs: 150,
    ask: (text, signal) => new Promise((resolve, reject) => asked.push({ text, signal, resolve, reject })),
    onAnswer: (answer) => answers.push(answer),
    onFailure: (error) => failures.push(error),
    onBusy: (now) => {
      busy = now;
    },
  });
  const question = (index: number): Asked => {
    const found = asked[index];
    if (found === undefined) throw new Error(`Only ${asked.length} questions were asked.`);
    return found;
  };
  return { live, asked, answers, failures, question, isBusy: () => busy };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("LiveQuery", () => {
  it("asks once, for the last text, when typing pauses", async () => {
    const { live, asked, question } = setUp();
    live.change("p");
    await vi.advanceTimersByTimeAsync(149);
    live.change("pool ");
    await vi.advanceTimersByTimeAsync(149);
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(1);
    expect(question(0).text).toBe("pool");
  });

  it("cancels the question before and never shows its answer", async () => {
    const { live, question, answers } = setUp();
    live.change("first");
    await vi.advanceTimersByTimeAsync(150);
    live.change("second");
    expect(question(0).signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(150);
    question(1).resolve("answer to second");
    question(0).resolve("answer to first");
    await vi.advanceTimersByTimeAsync(0);
    expect(answers).toEqual(["answer to second"]);
  });

  it("is busy from the first key to the answer, and through a newer question", async () => {
    const { live, question, isBusy } = setUp();
    live.change("first");
    expect(isBusy()).toBe(true);
    await vi.advanceTimersByTimeAsync(150);
    live.change("second");
    question(0).reject(new Error("cancelled"));
    await vi.advanceTimersByTimeAsync(150);
    expect(isBusy()).toBe(true);
    question(1).resolve("answer");
    await vi.advanceTimersByTimeAsync(0);
    expect(isBusy()).toBe(false);
  });

  it("asks nothing for blank text and drops what was under way", async () => {
    const { live, asked, question, failures, isBusy } = setUp();
    live.change("first");
    await vi.advanceTimersByTimeAsync(150);
    expect(live.change("  ")).toBe(false);
    question(0).reject(new Error("cancelled"));
    await vi.advanceTimersByTimeAsync(150);
    expect(asked).toHaveLength(1);
    expect(failures).toEqual([]);
    expect(isBusy()).toBe(false);
  });

  it("reports the failure of the newest question", async () => {
    const { live, question, failures } = setUp();
    live.change("first");
    await vi.advanceTimersByTimeAsync(150);
    const error = new Error("no index");
    question(0).reject(error);
    await vi.advanceTimersByTimeAsync(0);
    expect(failures).toEqual([error]);
  });

  it("repeats the last question at once, but not one that is still under way", async () => {
    const { live, asked, question } = setUp();
    live.repeat();
    expect(asked).toHaveLength(0);
    live.change("first");
    await vi.advanceTimersByTimeAsync(150);
    live.repeat();
    expect(asked).toHaveLength(1);
    question(0).resolve("answer");
    await vi.advanceTimersByTimeAsync(0);
    live.repeat();
    expect(question(1).text).toBe("first");
  });
});
