// How fast texts become vectors, against transformers.js and against the machine's rate of matrix products, in one run.

import { cosineDistance } from "@isovec/core";
import { Contender, median } from "./contender.ts";
import { matrixProduct } from "./matrix-product.ts";
import { type Workload, workloads } from "./texts.ts";

const rounds = 3;

function row(first: string, ...cells: readonly string[]): void {
  console.log(first.padEnd(18) + cells.map((cell, index) => cell.padStart(index === 0 ? 24 : 12)).join(""));
}

/** 1 - cosine of the two texts that differ most. */
function furthest(ours: Float32Array, theirs: Float32Array, texts: number): number {
  const width = ours.length / texts;
  let most = 0;
  for (let start = 0; start < ours.length; start += width) {
    most = Math.max(
      most,
      cosineDistance(ours.subarray(start, start + width), theirs.subarray(start, start + width)),
    );
  }
  return most;
}

/** Rates are over the tokens that the model should be fed, so that a peer gains nothing by padding or a wrong limit. */
async function compare(
  { name, texts, tokens, work }: Workload,
  contenders: readonly Contender[],
  rate: () => Promise<number>,
): Promise<unknown> {
  const times = contenders.map((): number[] => []);
  const vectors: Float32Array[] = [];
  const rates: number[] = [];
  for (const contender of contenders) vectors.push((await contender.run(texts)).vectors);
  // In turn, so that a change of the machine's speed meets all alike.
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries())
      times[index]?.push((await contender.run(texts)).ms);
    rates.push(await rate());
  }
  const ours = median(times[0] as number[]);
  const share = work / (ours / 1000) / median(rates);
  const results = contenders.map((contender, index) => {
    const ms = median(times[index] as number[]);
    const distance = furthest(vectors[0] as Float32Array, vectors[index] as Float32Array, texts.length);
    row(
      index === 0 ? name : "",
      contender.name,
      ((1000 * texts.length) / ms).toFixed(1),
      ((1000 * tokens) / ms).toFixed(0),
      index === 0 ? "" : `${(ms / ours).toFixed(2)} x`,
      index === 0 ? "" : distance.toExponential(1),
      index === 0 ? `${(100 * share).toFixed(0)} %` : "",
    );
    return { pipeline: contender.name, ms, slower: ms / ours, distance };
  });
  return { name, texts: texts.length, tokens, share, results };
}

const peer = new URL("./transformers-contender.js", import.meta.url);
const contenders = [
  await Contender.start("isovec", new URL("./isovec-contender.js", import.meta.url)),
  await Contender.start("transformers.js", peer, "512"),
  await Contender.start("transformers.js, 256", peer, "256"),
];
const rate = await matrixProduct();
row("workload", "pipeline", "texts/s", "tokens/s", "slower by", "1 - cosine", "of limit");
const results: unknown[] = [];
for (const workload of await workloads()) results.push(await compare(workload, contenders, rate));
const memory = Object.fromEntries(
  contenders.map((contender) => [contender.name, Math.round(contender.peakMemory() ?? Number.NaN)]),
);
console.log(`\nPeak memory: ${contenders.map(({ name }) => `${name} ${memory[name]} MB`).join(", ")}`);
console.log(
  `The limit: matrix products of MiniLM's widest layer on all cores, ${(await rate()).toFixed(0)} GFLOP/s`,
);
console.log(JSON.stringify({ results, memory }));
for (const contender of contenders) contender.stop();
