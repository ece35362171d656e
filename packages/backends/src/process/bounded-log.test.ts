import { describe, expect, it } from "vitest";
import { batch, misbehavingEngine } from "../../test/process/misbehaving-engine.ts";
import { BoundedLog } from "./bounded-log.ts";

function logged(): { readonly log: BoundedLog; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: new BoundedLog("noisy", (line) => lines.push(line)), lines };
}

describe("a plugin's log", () => {
  it("writes 200 lines of a plugin that has more to say, then one that says so, and keeps its last words", async () => {
    const { backend, lines } = await misbehavingEngine();
    await backend.forward(batch(16));
    await backend.dispose();
    expect(lines).toHaveLength(201);
    expect(lines.slice(-2)).toEqual([
      "[misbehaving] line 199",
      "[misbehaving] says more than 200 lines; the rest is left out",
    ]);
  });

  it("puts lines together from the pieces of a stream", () => {
    const { log, lines } = logged();
    for (const piece of ["load", "ing\nread", "y\n\n", "half"]) log.add(piece);
    expect(lines).toEqual(["[noisy] loading", "[noisy] ready"]);
    log.end();
    expect(log.last).toBe("half");
  });

  it("keeps no line without end", () => {
    const { log, lines } = logged();
    for (let piece = 0; piece < 1_000; piece++) log.add("x".repeat(10_000));
    log.add("\nafter it\n");
    expect(lines[0]).toHaveLength("[noisy] ".length + 200);
    expect(lines[1]).toBe("[noisy] after it");
  });

  it("holds back what would steer a terminal", () => {
    const { log, lines } = logged();
    log.line("red \u001b[31m alert\u202e\r");
    expect(lines).toEqual(["[noisy] red [31m alert"]);
  });
});
