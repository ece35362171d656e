import { describe, expect, it } from "vitest";
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
