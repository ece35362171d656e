// How long small requests take while the server builds the index of a thousand files, and when it has nothing else to do.

import { cpSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type IndexStatus, methods } from "@isovec/core/protocol";
import { repository } from "../src/repository.ts";
import { SampleWorkspace } from "../src/sample-workspace.ts";
import { LanguageClient } from "../src/server/language-client.ts";

const filesWanted = 1_000;
const secondsOfLoad = Number(process.env["ISOVEC_BENCH_SECONDS"] ?? 30);
const idleRounds = 100;

const requests: readonly (readonly [string, unknown])[] = [
  [methods.tokenize, { inputs: ["where is the password hashed"], role: "query" }],
  [methods.indexStatus, {}],
  [methods.search, { query: "where is the password hashed", limit: 20 }],
];

/** Our own sources, then those of zod and TypeScript's libraries, until there are a thousand. */
function fill(root: string): void {
  let files = 0;
  for (const place of [
    "packages",
    "test/src",
    "docs",
    "node_modules/zod/src",
    "node_modules/@types",
    "node_modules",
  ]) {
    const folder = join(repository, place);
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      const isSource = /\.(?:ts|mts|md|py|c)$/.test(path);
      const isOurs = place.startsWith("node_modules") || !/(?:^|[\\/])(?:node_modules|dist)[\\/]/.test(path);
      const source = join(folder, path);
      if (!isSource || !isOurs || !statSync(source).isFile()) continue;
      const target = join(
        root,
        place.replace("node_modules", "vendored"),
        path.replaceAll("node_modules", "vendored"),
      );
      mkdirSync(dirname(target), { recursive: true });
      cpSync(source, target);
      files += 1;
      if (files === filesWanted) return;
    }
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Asks each in turn, as fast as the answers come but for a breath, until told to stop. */
async function measure(
  client: LanguageClient,
  goesOn: (round: number) => boolean,
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(requests.map(([method]) => [method, []]));
  for (let round = 0; goesOn(round); round++) {
    for (const [method, params] of requests) {
      const since = performance.now();
      await client.request(method, params);
      times.get(method)?.push(performance.now() - since);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
  return times;
}

function print(when: string, times: Map<string, number[]>): unknown {
  return [...times].map(([method, values]) => {
    const [p50, p99] = [quantile(values, 0.5), quantile(values, 0.99)];
    const most = Math.max(...values);
    console.log(
      `${when.padEnd(10)}${method.padEnd(20)}${String(values.length).padStart(5)} x   p50 ${p50.toFixed(1).padStart(6)} ms   p99 ${p99.toFixed(1).padStart(6)} ms   most ${most.toFixed(1).padStart(6)} ms`,
    );
    return { when, method, count: values.length, p50, p99, most };
  });
}

const isComplete = ({ state, pending, embedded }: IndexStatus) =>
  state === "idle" && pending === 0 && embedded > 0;
const results: unknown[] = [];
const workspace = new SampleWorkspace();
try {
  const parameters = ["--state", workspace.state];
  const small = (await LanguageClient.open(workspace.root, { parameters })).client;
  await small.told<IndexStatus>(methods.indexDidChange, isComplete);
  results.push(print("idle", await measure(small, (round) => round < idleRounds)));
  await small.close();

  fill(workspace.root);
  const { client } = await LanguageClient.open(workspace.root, { parameters });
  await client.told<IndexStatus>(methods.indexDidChange, ({ state }) => state !== "idle");
  let state: IndexStatus["state"] = "scanning";
  const scanning = await measure(client, () => {
    const last = client.notifications.findLast(({ method }) => method === methods.indexDidChange);
    state = (last?.params as IndexStatus | undefined)?.state ?? state;
    return state === "scanning";
  });
  results.push(print("scanning", scanning));
  const before = await client.request<IndexStatus>(methods.indexStatus);
  const since = performance.now();
  const embedding = await measure(client, () => performance.now() - since < 1000 * secondsOfLoad);
  results.push(print("embedding", embedding));
  const after = await client.request<IndexStatus>(methods.indexStatus);
  const rate = (1000 * (after.embedded - before.embedded)) / (performance.now() - since);
  console.log(
    `${after.files} files, ${after.chunks} chunks; ${rate.toFixed(1)} chunks a second were embedded meanwhile`,
  );
  // Both together: what somebody meets who asks all the time while the index is built.
  const building = requests.map(([method]): [string, number[]] => [
    method,
    [scanning, embedding].flatMap((times) => times.get(method) ?? []),
  ]);
  results.push(print("building", new Map(building)));
  await client.vanish();
} finally {
  workspace.remove();
}
console.log(JSON.stringify(results));
