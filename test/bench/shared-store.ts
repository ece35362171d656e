// What is like a piece of code, asked of vectors on this machine (every one compared) and of PostgreSQL with pgvector's
// HNSW index, over the same chunks of real code from node_modules, in turn: milliseconds with the piece's vector known,
// how many of the first ten are the same, and what a row costs there. The vectors are those of
// the bundled static model. ISOVEC_TEST_POSTGRES names an installed server; otherwise PGlite is started, which has no
// second thread and no SIMD.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { startStaticEmbedder } from "@isovec/backends/static-process";
import { type EmbedOptions, readModel, type TextEmbedder, vectorSpaceOf } from "@isovec/core";
import { openCodeIndex, sharedStoreOf } from "@isovec/server";
import postgres from "postgres";
import { repository } from "../src/repository.ts";

const chunksWanted = Number(process.env["ISOVEC_BENCH_CHUNKS"] ?? 12_000);
const questions = 200;
const installed = process.env["ISOVEC_TEST_POSTGRES"];

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* filesBelow(join(folder, entry.name));
    else if (entry.isFile()) yield join(folder, entry.name);
  }
}

/** A chunk has some 900 characters. */
function fill(root: string): void {
  const source = join(repository, "node_modules");
  let bytes = 0;
  for (const file of filesBelow(source)) {
    if (!/\.(?:[cm]?ts|[cm]?js)$/.test(file) || /\.min\./.test(file)) continue;
    const { size } = statSync(file);
    if (size > 200_000) continue;
    // By another name: packages of others are left out.
    const target = join(
      root,
      file.slice(source.length).replaceAll("node_modules", "modules").replaceAll("dist", "built"),
    );
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
    bytes += size;
    if (bytes > chunksWanted * 900) return;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const home = mkdtempSync(join(tmpdir(), "isovec-shared-store-"));
const database = installed === undefined ? await PGlite.create({ extensions: { vector } }) : undefined;
const socket =
  database && new PGLiteSocketServer({ db: database, port: 0, host: "127.0.0.1", maxConnections: 8 });
await socket?.start();
const url = installed ?? `postgres://postgres@127.0.0.1:${socket?.getServerConn().split(":").pop()}/postgres`;
// PGlite answers nobody while it builds an index.
const sql = postgres(url, { max: 1, connect_timeout: 1_800, onnotice: () => undefined });
try {
  const root = join(home, "code");
  fill(root);
  const card = await readModel(join(repository, "models/all-MiniLM-L6-v2-static"));
  const model = await startStaticEmbedder(card);
  const vectorSpace = vectorSpaceOf(card);
  const known = new Map<string, Awaited<ReturnType<TextEmbedder["embed"]>>>();
  const embedder = {
    ...{ vectorSpace, modelName: card.name, backendId: "static", device: "cpu", maxTokens: card.maxTokens },
    preferredBatchTokens: 512,
    embed: async (texts: readonly string[], options: EmbedOptions) => {
      const [text = ""] = texts;
      if (texts.length > 1) return model.embed(texts, options);
      const vectors = known.get(text) ?? (await model.embed(texts, options));
      known.set(text, vectors);
      return vectors;
    },
    embedIds: () => Promise.reject(new Error("not asked for")),
    tokenize: () => Promise.reject(new Error("not asked for")),
    dispose: () => model.dispose(),
  };
  const open = (name: string, vectors: "local" | "remote") =>
    openCodeIndex({
      ...{ root, stateDirectory: join(home, name), vectorSpace, embedder },
      shared: sharedStoreOf({ url, vectors, workspace: `benchmark ${process.pid}` }),
      onNotice: (notice) => console.info(notice),
    });

  const local = await open("local", "local");
  const first = await local.refresh();
  console.info(
    `${first.chunks} chunks embedded, stored and given to the server in ${first.seconds.toFixed(1)} s`,
  );
  const remote = await open("remote", "remote");
  const second = await remote.refresh();
  console.info(
    `a colleague finds ${second.chunks - second.embedded} of them there in ${second.seconds.toFixed(1)} s`,
  );
  const since = performance.now();
  const [space] = await sql<
    { id: number; workspace: number }[]
  >`SELECT s.id, w.id AS workspace FROM isovec.spaces s,
    isovec.workspaces w WHERE s.key = ${vectorSpace.id} AND w.name = ${`benchmark ${process.pid}`}`;
  const table = `isovec.vectors_${space?.id}_${space?.workspace}`;
  for (;;) {
    const [index] =
      await sql`SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(${`${table}_hnsw`}) AND indisvalid`;
    if (index !== undefined) break;
    await setTimeout(200);
  }
  console.info(`HNSW index built after another ${((performance.now() - since) / 1000).toFixed(1)} s`);
  const [size] = await sql.unsafe<{ heap: number; key: number; graph: number; rows: number }[]>(`SELECT
    pg_relation_size('${table}')::float8 AS heap, pg_relation_size('${table}_pkey')::float8 AS key,
    pg_relation_size('${table}_hnsw')::float8 AS graph, (SELECT count(*) FROM ${table})::float8 AS rows`);
  const { heap = 0, key = 0, graph = 0, rows = 1 } = size ?? {};
  const perRow = [heap, key, graph].map((bytes) => (bytes / rows).toFixed(0));
  console.info(
    `${rows} rows of ${vectorSpace.dimensions} dimensions: ${perRow[0]} B heap, ${perRow[1]} B key, ${perRow[2]} B HNSW a row`,
  );

  const step = Math.max(1, Math.floor(first.chunks / questions));
  const asked: string[] = [];
  let at = 0;
  // Half of a chunk asks for the chunk and for what is like it.
  for await (const { text } of local.chunks())
    if (at++ % step === 0) asked.push(text.slice(0, text.length / 2));
  const times = { local: [] as number[], remote: [] as number[] };
  const places = async (name: keyof typeof times, text: string): Promise<string[]> => {
    const index = name === "local" ? local : remote;
    // The question's vector is known the second time.
    await index.similar({ text, limit: 10 });
    const started = performance.now();
    const hits = await index.similar({ text, limit: 10 });
    times[name].push(performance.now() - started);
    return hits.map(({ path, startLine }) => `${path}:${startLine}`);
  };
  let same = 0;
  let of = 0;
  for (const text of asked) {
    const expected = await places("local", text);
    const found = await places("remote", text);
    same += found.filter((place) => expected.includes(place)).length;
    of += expected.length;
  }
  const [here, there] = [median(times.local), median(times.remote)];
  console.info(
    `${asked.length} questions: here ${here.toFixed(1)} ms, there ${there.toFixed(1)} ms (${(there / here).toFixed(2)} x), ` +
      `recall@10 ${(same / of).toFixed(3)}`,
  );
  await local.close();
  await remote.close();
  await model.dispose();
} finally {
  await sql.end();
  await socket?.stop();
  await database?.close();
  rmSync(home, { recursive: true });
}
