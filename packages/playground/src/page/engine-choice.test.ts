import { describe, expect, it } from "vitest";
import type { EngineId } from "../engine/engine-id.ts";
import { EngineChoice, type PassedEngine } from "./engine-choice.ts";

function passed(engine: EngineId, tokensPerSecond: number): PassedEngine {
  return {
    report: {
      engine,
      description: "",
      dtype: "",
      model: "",
      space: engine === "static" ? "table" : "model",
      dimensions: 1,
      probes: { passed: true, largest: 0, mean: 0, tolerance: 1 },
      tokensPerSecond,
    },
    embed: () => Promise.reject(new Error("Nothing is embedded here.")),
  };
}

const table = passed("static", 1_000_000);
const wasm = passed("wasm", 400);
const webgpu = passed("webgpu", 9000);

function choiceOf(...engines: readonly PassedEngine[]): EngineChoice {
  const choice = new EngineChoice();
  for (const engine of engines) choice.add(engine);
  return choice;
}

describe("the engine that is used", () => {
  it("is the fastest that computes the transformer, and the table only where there is none", () => {
    expect(choiceOf().used).toBeUndefined();
    expect(choiceOf(table).used).toBe(table);
    expect(choiceOf(table, wasm).used).toBe(wasm);
    expect(choiceOf(table, webgpu, wasm).used).toBe(webgpu);
  });

  it("is the reader's choice, until it is gone", () => {
    const choice = choiceOf(table, wasm, webgpu);
    choice.ask("wasm");
    expect(choice.used).toBe(wasm);
    choice.remove("wasm");
    expect(choice.used).toBe(webgpu);
  });

  it("lets the table answer until it has embedded everything itself", () => {
    const choice = choiceOf(table, wasm);
    expect(choice.embedders).toEqual([table, wasm]);
    expect(choice.serving(() => true)).toBe(wasm);
    expect(choice.serving((space) => space === "table")).toBe(table);
    expect(choice.serving(() => false)).toBeUndefined();
  });
});
