import { findBackend } from "@isovec/backends";
import { type ModelCard, readModel, type TokenBackend } from "@isovec/core";
import { bundledModel } from "../repository.ts";
import { testCache } from "../run-isovec.ts";
import { brokenTokens } from "./broken-tokens.ts";
import { brokenVector } from "./broken-vectors.ts";
import type { Faults } from "./faults.ts";

/** Texts that a server with the fault `last-part-repeated` computes at once. */
const passTexts = 8;

/** The real engine and weights behind every broken server; loaded once, shared by all. */
export interface RealEngine {
  readonly card: ModelCard;
  readonly backend: TokenBackend;
  stop(): Promise<void>;
}

/** @param directory a checkpoint that the ONNX engine runs; default the one that the repository carries */
export async function startEngine(directory: string = bundledModel): Promise<RealEngine> {
  const card = await readModel(directory);
  const cacheDirectory = `${testCache}/isovec/models`;
  const backend = await findBackend("onnx").load(card, { cacheDirectory, threads: 2 });
  if (backend.input !== "tokens") throw new Error("the engine takes no token ids");
  return { card, backend, stop: () => backend.dispose() };
}

/** Texts or token ids in, vectors out, with the faults of a server. */
export interface BrokenPipeline {
  readonly card: ModelCard;
  /** The ids that the server feeds for a text. */
  idsOf(text: string): number[];
  /** @param rows texts, or ids that are fed as they are */
  vectorsOf(rows: readonly (string | readonly number[])[]): Promise<number[][]>;
}

function mixed(vectors: readonly number[][], { numerics, order, batch }: Faults): number[][] {
  const [first = []] = vectors;
  let rows = [...vectors];
  if (numerics === "depends-on-batch") {
    rows = rows.map((row) => row.map((value, at) => value + 0.2 * (first[at] as number)));
    rows = rows.map((row) => row.map((value) => value / Math.hypot(...row)));
  }
  if (batch === "first-for-all") rows = rows.map(() => first);
  if (batch === "last-part-repeated") {
    const whole = Math.floor(rows.length / passTexts) * passTexts;
    if (whole > 0) rows = rows.map((row, at) => (at < whole ? row : (rows[at - passTexts] as number[])));
  }
  if (batch === "last-dropped" && rows.length > 1) rows.pop();
  if (order === "reversed") rows.reverse();
  if (order === "rotated") rows = rows.map((_row, at) => rows[(at + 1) % rows.length] as number[]);
  return rows;
}

export function brokenPipeline({ card, backend }: RealEngine, faults: Faults): BrokenPipeline {
  const engine = { backend, hiddenSize: card.hiddenSize };
  const idsOf = brokenTokens(card, faults);
  let state = 1;
  const chance = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return {
    card,
    idsOf,
    vectorsOf: async (rows) => {
      const ids = rows.map((row) => (typeof row === "string" ? idsOf(row) : row));
      const longest = Math.max(...ids.map((row) => row.length));
      const vectors: number[][] = [];
      for (const row of ids) vectors.push(await brokenVector(engine, row, faults, longest, chance));
      return mixed(vectors, faults);
    },
  };
}
