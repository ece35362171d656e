// How fast each local engine embeds code chunks, tokenising included, and in how much memory, against ONNX in the same run.

import { Contender, median } from "./contender.ts";
import { workloads } from "./texts.ts";

const rounds = 3;
const engines = [
  ["onnx", "fp32"],
  ["onnx", "int8"],
  ["llama-cpp", "fp32"],
  ["llama-cpp", "q8_0"],
  ["static", "int8"],
] as const;

const [chunks] = await workloads();
if (chunks === undefined) throw new Error("there is no workload");
// Fifteen, of all lengths: llama.cpp computes some ten a second.
const texts = chunks.texts.filter((_, index) => index % 9 === 0);

/** Milliseconds of one call, over as many as a clock can tell apart. */
async function timeOf(contender: Contender): Promise<number> {
  let ms = 0;
  let calls = 0;
  for (; ms < 250; calls++) ms += (await contender.run(texts)).ms;
  return ms / calls;
}

const program = new URL("./isovec-contender.js", import.meta.url);
const contenders: Contender[] = [];
for (const [backend, dtype] of engines) {
  contenders.push(await Contender.start(`${backend} ${dtype}`, program, backend, dtype));
}
const times = contenders.map((): number[] => []);
// Files are derived and code is compiled on the first call.
for (const contender of contenders) await contender.run(texts);
// In turn, so that a change of the machine's speed meets all alike.
for (let round = 0; round < rounds; round++) {
  for (const [index, contender] of contenders.entries()) times[index]?.push(await timeOf(contender));
}
const medians = times.map(median);
const results = contenders.map((contender, index) => {
  const ms = medians[index] as number;
  const speed = (medians[0] as number) / ms;
  const perMinute = (60_000 * texts.length) / ms;
  const memory = Math.round(contender.peakMemory() ?? Number.NaN);
  console.log(
    `${contender.name.padEnd(16)}${perMinute.toFixed(0).padStart(9)} code chunks a minute, ${speed.toFixed(2).padStart(7)} x ONNX, peak memory ${memory} MB`,
  );
  contender.stop();
  return { engine: contender.name, ms, speed, perMinute, memory };
});
console.log(JSON.stringify({ texts: texts.length, rounds, results }));
