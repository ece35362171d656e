import { type Embeddings, IsovecError, throwIfCancelled } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { Gathering } from "./gathering.ts";

/** An engine whose calls end when the test says so; a text's vector is its length. */
class HeldEngine {
  readonly calls: (readonly string[])[] = [];
  readonly signals: AbortSignal[] = [];
  private readonly held: (() => void)[] = [];
  readonly gathering: Gathering = new Gathering(async (texts, { signal }) => {
    this.calls.push(texts);
    this.signals.push(signal);
    await new Promise<void>((resolve) => this.held.push(resolve));
    throwIfCancelled(signal);
    const bad = texts.indexOf("bad");
    if (bad >= 0) throw new IsovecError("InputTooLong", `Input ${bad} is bad.`);
    const usage = texts.map((text) => ({ tokens: text.length, usedTokens: text.length, truncated: false }));
    return { vectors: Float32Array.from(texts, (text) => text.length), dimensions: 1, usage };
  });

  async release(): Promise<void> {
    this.held.shift()?.();
    // What follows a call's end takes a few turns.
    await new Promise((resolve) => setImmediate(resolve));
  }

  embed(
    texts: readonly string[],
    role: "query" | "document" = "query",
    signal = new AbortController().signal,
  ) {
    return this.gathering.embed(texts, { role }, signal);
  }
}

const valuesOf = ({ vectors }: Embeddings) => Array.from(vectors);

describe("small requests", () => {
  it("go at once where the engine is free, and together where it is not; each gets its own", async () => {
    const engine = new HeldEngine();
    const answers = ["a", "bb", "ccc", "dddd"].map((text) => engine.embed([text, ""]));
    expect(engine.calls).toEqual([
      ["a", ""],
      ["bb", ""],
    ]);
    await engine.release();
    expect(engine.calls[2]).toEqual(["ccc", "", "dddd", ""]);
    await engine.release();
    await engine.release();
    expect((await Promise.all(answers)).map(valuesOf)).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
    expect((await answers[3])?.usage.map(({ tokens }) => tokens)).toEqual([4, 0]);
  });

  it("go together only when they want the same, and no more than fit", async () => {
    const engine = new HeldEngine();
    const held = [engine.embed(["x"]), engine.embed(["y"])];
    const rest = [
      engine.embed(["a"], "document"),
      ...Array.from({ length: 5 }, () => engine.embed(Array(16).fill("q"))),
      engine.embed(["b"], "document"),
    ];
    for (let call = 0; call < 5; call++) await engine.release();
    expect(engine.calls.slice(2).map((texts) => texts.length)).toEqual([2, 64, 16]);
    expect(engine.calls[2]).toEqual(["a", "b"]);
    await Promise.all([...held, ...rest]);
  });

  it("fail alone, with their own number of the input", async () => {
    const engine = new HeldEngine();
    const held = [engine.embed(["x"]), engine.embed(["y"])];
    const [good, bad] = [engine.embed(["a", "b"]), engine.embed(["bad"])];
    const refused = expect(bad).rejects.toThrow("Input 0 is bad.");
    for (let call = 0; call < 5; call++) await engine.release();
    expect(valuesOf(await good)).toEqual([1, 1]);
    await refused;
    await Promise.all(held);
  });

  it("HTTP-LEAVE-1: are not begun when their client has left, and end when all of a call have", async () => {
    const engine = new HeldEngine();
    const held = [engine.embed(["x"]), engine.embed(["y"])];
    const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()];
    const answers = [one, two, three].map(({ signal }, at) => engine.embed([`${at}`], "query", signal));
    const refused = answers.map((answer) => expect(answer).rejects.toMatchObject({ name: "Cancelled" }));
    one.abort();
    await engine.release();
    expect(engine.calls[2]).toEqual(["1", "2"]);
    two.abort();
    expect(engine.signals[2]?.aborted).toBe(false);
    three.abort();
    expect(engine.signals[2]?.aborted).toBe(true);
    await engine.release();
    await engine.release();
    await Promise.all([...refused, ...held]);
    expect(engine.calls).toHaveLength(3);
  });

  it("are left alone where they are large", () => {
    const engine = new HeldEngine();
    for (let request = 0; request < 3; request++) void engine.embed(Array(17).fill("a"));
    expect(engine.calls).toHaveLength(3);
  });
});
