// The index of 1,000 TypeScript files from nothing: until words are searchable, until the static model has covered
// everything, and from saving a file until a search finds it, while the model embeds and when it has nothing to do.
// Times are of the whole server, from its start on.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type IndexStatus, methods, type SearchResult } from "@isovec/core/protocol";
import { repository } from "../src/repository.ts";
import { SampleWorkspace } from "../src/sample-workspace.ts";
import { LanguageClient } from "../src/server/language-client.ts";

const filesWanted = Number(process.env["ISOVEC_BENCH_FILES"] ?? 1_000);
const limits = { lexical: 2_000, static: 10_000, found: 300 };
const saves = 10;

/** Our own sources, again under other names until there are enough. */
function fill(root: string): number {
  const sources = ["packages/core/src", "packages/backends/src", "packages/server/src", "test/src"].flatMap(
    (place) =>
      readdirSync(join(repository, place), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts"))
        .map((path) => join(place, path)),
  );
  let bytes = 0;
  for (let n = 0; n < filesWanted; n++) {
    const source = sources[n % sources.length] ?? "";
    const round = Math.floor(n / sources.length);
    const text = readFileSync(join(repository, source), "utf8");
    const renamed = round === 0 ? text : text.replace(/\b([a-z]+[A-Z]\w+)\b/g, `$1Again${round}`);
    const target = join(root, `round${round}`, source);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, renamed);
    bytes += renamed.length;
  }
  return bytes;
}

function tell(what: string, ms: number, limit: number): void {
  console.info(`${what}: ${ms.toFixed(0)} ms, ${(ms / limit).toFixed(2)} of the limit of ${limit} ms`);
}

async function until(
  client: LanguageClient,
  isReached: (status: IndexStatus) => boolean,
): Promise<IndexStatus> {
  for (;;) {
    const status = await client.request<IndexStatus>(methods.indexStatus);
    if (isReached(status)) return status;
    // Asking takes some of the time that is measured.
    await setTimeout(25);
  }
}

/** Whether a tier has come to the end of what there is; before files are counted there is nothing. */
const hasAll = ({ tiers = [] }: IndexStatus, name: string): boolean =>
  tiers.some(({ tier, done, pending }) => tier === name && done > 0 && pending === 0);

async function savedUntilFound(
  client: LanguageClient,
  workspace: SampleWorkspace,
  n: number,
): Promise<number> {
  const name = `zebra${n}crossing`;
  const path = workspace.write(`src/saved${n}.ts`, `export function ${name}(): void {}\n`);
  const since = performance.now();
  await client.connection.sendNotification("textDocument/didSave", {
    textDocument: { uri: pathToFileURL(path).href },
  });
  for (;;) {
    const { hits } = await client.request<SearchResult>(methods.search, {
      ...{ query: name, limit: 1, mode: "lexical" },
    });
    if (hits[0]?.preview.includes(name) === true) return performance.now() - since;
    await setTimeout(5);
  }
}

async function saveAndFind(
  client: LanguageClient,
  workspace: SampleWorkspace,
  first: number,
): Promise<number> {
  const times: number[] = [];
  for (let n = first; n < first + saves; n++) times.push(await savedUntilFound(client, workspace, n));
  return times.sort((a, b) => a - b)[Math.floor(saves / 2)] ?? Number.NaN;
}

const workspace = new SampleWorkspace();
try {
  const bytes = fill(workspace.root);
  const since = performance.now();
  const { client } = await LanguageClient.open(workspace.root, { parameters: ["--state", workspace.state] });
  const lexical = await until(client, (status) => hasAll(status, "lexical"));
  console.info(`${lexical.files} files, ${(bytes / 1e6).toFixed(1)} MB, ${lexical.chunks} chunks`);
  tell("words searchable", performance.now() - since, limits.lexical);
  await until(client, (status) => hasAll(status, "static"));
  tell("static vectors of all chunks", performance.now() - since, limits.static);
  tell("save -> found while the model embeds, median", await saveAndFind(client, workspace, 0), limits.found);
  const { embedded, pending } = await client.request<IndexStatus>(methods.indexStatus);
  console.info(`the model has come to ${embedded} chunks, ${pending} are left`);
  client.drop();
  process.kill(client.processId, "SIGKILL");

  const small = new SampleWorkspace();
  const idle = (await LanguageClient.open(small.root, { parameters: ["--state", small.state] })).client;
  await until(idle, (status) => status.state === "idle" && status.embedded > 0);
  tell("save -> found when nothing else is to do, median", await saveAndFind(idle, small, 0), limits.found);
  await idle.close();
  small.remove();
} finally {
  workspace.remove();
}
