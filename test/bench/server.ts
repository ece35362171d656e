// What the server costs over the same work in this process: its start, searching, and embedding over standard input and
// output. Both sides run in turn, so that a change of the machine's speed meets them alike.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EmbedResult, type IndexStatus, methods, type SearchResult } from "@isovec/core/protocol";
import { openCodeIndex } from "@isovec/server";
import { loadEmbedder } from "../src/golden/load-embedder.ts";
import { bundledModel } from "../src/repository.ts";
import { SampleWorkspace } from "../src/sample-workspace.ts";
import { LanguageClient } from "../src/server/language-client.ts";
import { workloads } from "./texts.ts";

const starts = 5;
const searches = 60;
const embeds = Number(process.env["ISOVEC_BENCH_ROUNDS"] ?? 5);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

const workspace = new SampleWorkspace();
const parameters = ["--state", workspace.state];
const open = async () => (await LanguageClient.open(workspace.root, { parameters })).client;
const query = "where is the password hashed";

/** What Node itself takes is the measure of the machine at this moment. */
async function measureStart(): Promise<unknown> {
  const [bare, initialized, searched]: [number[], number[], number[]] = [[], [], []];
  for (let start = 0; start < starts; start++) {
    bare.push(await timed(async () => spawnSync(process.execPath, ["-e", "0"])));
    const since = performance.now();
    const client = await open();
    initialized.push(performance.now() - since);
    await client.request<SearchResult>(methods.search, { query });
    searched.push(performance.now() - since);
    await client.close();
  }
  const [node, initialize, search] = [median(bare), median(initialized), median(searched)];
  console.log(
    `start: initialize answered after ${initialize.toFixed(0)} ms (limit 300), first search after ${search.toFixed(0)} ms (limit 800); ${(initialize / node).toFixed(1)} x and ${(search / node).toFixed(1)} x of an empty Node, ${node.toFixed(0)} ms`,
  );
  return { node, initialize, search };
}

try {
  const client = await open();
  await client.told<IndexStatus>(
    methods.indexDidChange,
    ({ state, pending, embedded }) => state === "idle" && pending === 0 && embedded > 0,
  );
  const embedder = await loadEmbedder(bundledModel);

  const { vectorSpace } = embedder;
  const index = await openCodeIndex({
    root: workspace.root,
    stateDirectory: join(workspace.state, "in-process"),
    vectorSpace,
    embedder,
  });
  await index.refresh();
  const [near, far]: [number[], number[]] = [[], []];
  for (let round = 0; round < searches; round++) {
    near.push(await timed(() => index.search({ query, limit: 20, mode: "hybrid" })));
    far.push(await timed(() => client.request(methods.search, { query, limit: 20 })));
  }
  const extra = median(far) - median(near);
  console.log(
    `search: ${median(far).toFixed(1)} ms over the server, ${median(near).toFixed(1)} ms in this process: ${extra.toFixed(1)} ms more (limit 2)`,
  );
  await index.close();

  const comments = (await workloads()).find(({ name }) => name.startsWith("256"));
  const inputs = [...(comments?.texts ?? [])];
  const [inside, outside]: [number[], number[]] = [[], []];
  for (let round = 0; round <= embeds; round++) {
    const own = await timed(() => embedder.embed(inputs, { role: "document" }));
    const served = await timed(() =>
      client.request<EmbedResult>(methods.embed, { inputs, role: "document", encoding: "base64" }),
    );
    // The first round warms both up.
    if (round > 0) {
      inside.push(own);
      outside.push(served);
    }
  }
  const overhead = 100 * (median(outside) / median(inside) - 1);
  console.log(
    `embed ${inputs.length} texts: ${median(outside).toFixed(0)} ms over the server in base64, ${median(inside).toFixed(0)} ms in this process: ${overhead.toFixed(1)} % more (limit 5)`,
  );
  await embedder.dispose();
  await client.close();

  const start = await measureStart();
  console.log(JSON.stringify({ start, searchExtraMs: extra, embedOverheadPercent: overhead }));
} finally {
  workspace.remove();
}
