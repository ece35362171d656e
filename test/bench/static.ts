// How many code chunks a minute the static engine embeds, tokenising included, against the ONNX engine in the same run.

import { loadEmbedder } from "../src/golden/load-embedder.ts";
import { bundledModel } from "../src/repository.ts";
import { workloads } from "./texts.ts";

const rounds = 5;

const [chunks] = await workloads();
if (chunks === undefined) throw new Error("there is no workload");
const engines = [];
for (const backend of ["static", "onnx"])
  engines.push({ backend, embedder: await loadEmbedder(bundledModel, backend) });

const times: Record<string, number[]> = {};
for (let round = 0; round < rounds; round++) {
  for (const { backend, embedder } of engines) {
    const start = performance.now();
    await embedder.embed(chunks.texts, { role: "document" });
    times[backend] = [...(times[backend] ?? []), performance.now() - start];
  }
}
const perMinute = engines.map(({ backend }) => {
  const sorted = (times[backend] ?? []).sort((a, b) => a - b);
  const rate = (60_000 * chunks.texts.length) / (sorted[Math.floor(rounds / 2)] as number);
  console.log(`${backend.padEnd(8)} ${rate.toFixed(0).padStart(9)} code chunks a minute, one thread of ours`);
  return rate;
});
console.log(`static is ${((perMinute[0] as number) / (perMinute[1] as number)).toFixed(0)} x as fast`);
for (const { embedder } of engines) await embedder.dispose();
