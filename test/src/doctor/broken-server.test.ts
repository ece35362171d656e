import { cosineDistance } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokenPipeline, type RealEngine, startEngine } from "./broken-pipeline.ts";
import { startBrokenServer } from "./broken-server.ts";
import { brokenServers, type Faults } from "./faults.ts";

const texts = [
  "A turtle has a shell, a bird has wings.",
  "La sarcoïdose et l'ostéoporose ne sont PAS la même CHOSE.",
  "機械学習は面白い。",
  "[CLS] literal [SEP] tokens, and a cont\u0000rol\u200B character",
  `${"long".repeat(30)} word`,
  "",
  "owl ".repeat(600),
  "The fox and the goose went down to the river. ".repeat(60),
  "short",
  "shorter",
];

describe("the broken servers", () => {
  let engine: RealEngine;
  let right: number[][];
  beforeAll(async () => {
    engine = await startEngine();
    right = await answered({});
  });
  afterAll(() => engine?.stop());

  async function answered(faults: Faults): Promise<number[][]> {
    const server = await startBrokenServer(brokenPipeline(engine, faults));
    const response = await fetch(`${server.url}/api/embed`, {
      method: "POST",
      body: JSON.stringify({ model: "broken", input: texts }),
    });
    const { embeddings } = (await response.json()) as { embeddings: number[][] };
    await server.stop();
    return embeddings;
  }

  const differs = (rows: readonly (readonly (number | null)[])[]): boolean =>
    rows.length !== right.length ||
    rows.some((row, at) => {
      const own = right[at] as number[];
      if (row.length !== own.length || row.includes(null)) return true;
      const vector = row as number[];
      const stretched = Math.abs(Math.hypot(...vector) - 1) > 1e-3;
      return stretched || cosineDistance(vector, own) > 1e-6;
    });

  it("give the model's vectors when they have no fault", async () => {
    expect(right.map((row) => row.length)).toEqual(Array(texts.length).fill(384));
    expect(differs(await answered({}))).toBe(false);
  });

  it.each(Object.entries(brokenServers))("differ from a right one: %s", async (_name, faults) => {
    expect(differs(await answered(faults))).toBe(true);
  });
});
