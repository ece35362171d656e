import { afterEach, describe, expect, it, vi } from "vitest";
import { SessionQueue } from "./session-queue.ts";

/** Passes that end when they are told to, by name. */
function passes() {
  const session = { isAlive: true, stop: async () => void begun.push("stop") };
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = new SessionQueue("testing", session, async () => session);
  const ask = (name: string, priority?: "interactive" | "background", signal?: AbortSignal): Promise<void> =>
    queue.run(
      () => {
        begun.push(name);
        return new Promise((resolve) => ends.set(name, resolve));
      },
      signal,
      priority,
    );
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, begun, ask, end };
}

describe("the passes that wait for an engine", () => {
  afterEach(() => void vi.useRealTimers());

  it("run one at a time: what a person waits for before what is done in the background", async () => {
    const { begun, ask, end } = passes();
    const all = [ask("slice 1"), ask("slice 2"), ask("question 1", "interactive")];
    await end("none");
    expect(begun).toEqual(["question 1"]);
    await end("question 1");
    expect(begun).toEqual(["question 1", "slice 1"]);
    all.push(ask("slice 3"), ask("question 2", "interactive"), ask("question 3", "interactive"));
    for (const name of ["slice 1", "question 2", "question 3", "slice 2", "slice 3"]) await end(name);
    expect(begun.slice(2)).toEqual(["question 2", "question 3", "slice 2", "slice 3"]);
    await Promise.all(all);
  });

  it("are passed over once cancelled, and one that fails holds up none", async () => {
    const { queue, begun, ask, end } = passes();
    const cancelling = new AbortController();
    const first = ask("first");
    const cancelled = ask("cancelled", "background", cancelling.signal);
    const failing = queue.run(() => Promise.reject(new Error("broken")), undefined);
    const last = ask("last");
    cancelling.abort();
    await Promise.all([
      expect(cancelled).rejects.toMatchObject({ name: "Cancelled" }),
      expect(failing).rejects.toThrowError("broken"),
      end("none").then(() => end("first")),
    ]);
    await end("last");
    await Promise.all([first, last]);
    expect(begun).toEqual(["first", "last"]);
  });

  it("begin in the background only a moment after a question, which may be followed by the next", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const { queue, begun, ask, end } = passes();
    queue.keepQuiet();
    const slice = ask("slice");
    await end("none");
    expect(begun).toEqual([]);
    const question = ask("question", "interactive");
    await end("none");
    await end("question");
    await question;
    expect(begun).toEqual(["question"]);
    vi.advanceTimersByTime(75);
    await vi.waitFor(() => expect(begun).toEqual(["question", "slice"]));
    await end("slice");
    await slice;
  });

  it("give way to questions for a while, and not for ever", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const { queue, begun, ask, end } = passes();
    queue.keepQuiet();
    const slice = ask("slice");
    for (let asked = 0; asked < 3; asked++) {
      await end("none");
      expect(begun).toEqual([]);
      vi.advanceTimersByTime(45);
      queue.keepQuiet();
    }
    await vi.waitFor(() => expect(begun).toEqual(["slice"]));
    await end("slice");
    await slice;
  });

  it("are held while something else needs the cores, however that ends", async () => {
    const { queue, begun, ask, end } = passes();
    let fail: (error: Error) => void = () => undefined;
    queue.holdWhile(new Promise((_resolve, reject) => (fail = reject)));
    const slice = ask("slice");
    const question = ask("question", "interactive");
    await end("none");
    await end("question");
    await question;
    expect(begun).toEqual(["question"]);
    fail(new Error("no memory"));
    await vi.waitFor(() => expect(begun).toEqual(["question", "slice"]));
    await end("slice");
    await slice;
  });

  it("asked for before the end are made before it, and none after", async () => {
    const { queue, begun, ask, end } = passes();
    const both = [ask("one"), ask("two")];
    const disposed = queue.dispose();
    await expect(ask("late")).rejects.toMatchObject({ name: "BackendUnavailable" });
    await end("none");
    await end("one");
    await end("two");
    await Promise.all([...both, disposed]);
    expect(begun).toEqual(["one", "two", "stop"]);
  });
});
