import { describe, expect, it } from "vitest";
import { Gate } from "./gate.ts";

/** Works that end when they are told to, by name. */
function works(gate: Gate) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const pass = (name: string, signal: AbortSignal = new AbortController().signal): Promise<void> =>
    gate.pass(() => {
      begun.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    }, signal);
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, pass, end };
}

describe("the gate", () => {
  it("lets so many through at once, the others in the order in which they came", async () => {
    const { begun, pass, end } = works(new Gate(2));
    const all = ["a", "b", "c", "d"].map((name) => pass(name));
    await end("none");
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    expect(begun).toEqual(["a", "b", "c"]);
    await end("a");
    expect(begun).toEqual(["a", "b", "c", "d"]);
    await end("c");
    await end("d");
    await Promise.all(all);
  });

  it("lets what a person waits for through before what is done in the background", async () => {
    const gate = new Gate(1);
    const { signal } = new AbortController();
    const begun: string[] = [];
    const pass = (name: string, priority?: "interactive" | "background") =>
      gate.pass(async () => void begun.push(name), signal, priority);
    await Promise.all([pass("a"), pass("b"), pass("question", "interactive"), pass("c", "background")]);
    expect(begun).toEqual(["a", "question", "b", "c"]);
  });

  it("lets the next one through when a work fails", async () => {
    const gate = new Gate(1);
    const { signal } = new AbortController();
    await expect(gate.pass(() => Promise.reject(new Error("no")), signal)).rejects.toThrowError("no");
    await expect(gate.pass(() => Promise.resolve("next"), signal)).resolves.toBe("next");
  });

  it("rejects a wait that is cancelled at once, and forgets it", async () => {
    const { begun, pass, end } = works(new Gate(1));
    const stop = new AbortController();
    const first = pass("first");
    const cancelled = pass("cancelled", stop.signal);
    const last = pass("last");
    stop.abort();
    await expect(cancelled).rejects.toMatchObject({ name: "AbortError" });
    await end("first");
    expect(begun).toEqual(["first", "last"]);
    await end("last");
    await Promise.all([first, last]);
  });
});
