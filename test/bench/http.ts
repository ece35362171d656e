// What HTTP costs: the same texts embedded in this process and by `isovec serve --http`, in turn, and many small requests
// by many clients at once. Ratios are what counts.

import { loadEmbedder } from "../src/golden/load-embedder.ts";
import { HttpService } from "../src/http/http-service.ts";
import { bundledModel } from "../src/repository.ts";
import { workloads } from "./texts.ts";

const rounds = Number(process.env["ISOVEC_BENCH_ROUNDS"] ?? 5);
const requests = Number(process.env["ISOVEC_BENCH_REQUESTS"] ?? 200);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** All texts, one a request or call, so many at a time. */
async function oneByOne(
  texts: readonly string[],
  atOnce: number,
  work: (text: string) => Promise<unknown>,
): Promise<void> {
  const waiting = [...texts];
  const next = async (): Promise<void> => {
    for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) await work(text);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

const service = await HttpService.start();
const embedder = await loadEmbedder(bundledModel);
const results: unknown[] = [];
try {
  const comments = (await workloads()).find(({ name }) => name.startsWith("256"));
  const input = [...(comments?.texts ?? [])];
  const served = (encoding: string) => service.embed({ input, encoding_format: encoding });
  const times: Record<"inProcess" | "base64" | "float", number[]> = { inProcess: [], base64: [], float: [] };
  for (let round = 0; round <= rounds; round++) {
    const now = {
      inProcess: await timed(() => embedder.embed(input, { role: "document" })),
      base64: await timed(() => served("base64")),
      float: await timed(() => served("float")),
    };
    // The first round warms all up.
    if (round === 0) continue;
    for (const way of ["inProcess", "base64", "float"] as const) times[way].push(now[way]);
  }
  const own = median(times.inProcess);
  for (const encoding of ["base64", "float"] as const) {
    const ratio = median(times[encoding]) / own;
    console.log(
      `${input.length} texts in one request, ${encoding}: ${median(times[encoding]).toFixed(0)} ms, in this process ${own.toFixed(0)} ms: ratio ${ratio.toFixed(3)}`,
    );
    results.push({ texts: input.length, encoding, ratio });
  }

  const small = Array.from({ length: requests }, (_, n) => `where is the password of user ${n} hashed`);
  for (const atOnce of [1, 8, 64]) {
    const [inside, outside]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const near = await timed(() =>
        oneByOne(small, atOnce, (text) => embedder.embed([text], { role: "query" })),
      );
      const far = await timed(() =>
        oneByOne(small, atOnce, (text) =>
          service.embed({ input: text, input_type: "query", encoding_format: "base64" }),
        ),
      );
      if (round > 0) {
        inside.push(near);
        outside.push(far);
      }
    }
    const rate = (1000 * requests) / median(outside);
    const ratio = median(outside) / median(inside);
    console.log(
      `one short text a request, ${atOnce} at once: ${rate.toFixed(0)} requests/s, in this process ${((1000 * requests) / median(inside)).toFixed(0)}: ratio of the time ${ratio.toFixed(2)}`,
    );
    results.push({ atOnce, requestsPerSecond: rate, ratio });
  }
} finally {
  await service.stop();
  await embedder.dispose();
}
console.log(JSON.stringify(results));
