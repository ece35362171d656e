import { type IndexStatus, methods, type SearchResult } from "@isovec/core/protocol";
import type { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "./language-client.ts";

/** How often something is killed in a test. `ISOVEC_KILLS=200` is the long run. */
export const kills: number = Number(process.env["ISOVEC_KILLS"] ?? 20);
export const orderFiles = 120;

/** Moments that look random and are the same in every run: a linear congruential generator (Numerical Recipes). */
export function moments(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Enough to index that a kill finds it under way. */
export function writeOrders(workspace: SampleWorkspace): void {
  for (let n = 0; n < orderFiles; n++) {
    const lines = Array.from({ length: 6 + (n % 11) }, (_, line) => `  total += order${n}.item(${line});`);
    workspace.write(`src/order${n}.ts`, `export function sum${n}() {\n${lines.join("\n")}\n}\n`);
  }
}

const isComplete = ({ state, pending, embedded }: IndexStatus) =>
  state === "idle" && pending === 0 && embedded > 0;

interface Found extends Pick<IndexStatus, "files" | "chunks" | "embedded"> {
  readonly found: readonly (readonly string[])[];
}

/** What an index finds once it is complete. Two of them are the same when they find the same. */
export async function foundIn(root: string, state: string): Promise<Found> {
  const { client } = await LanguageClient.open(root, { parameters: ["--state", state] });
  await client.told<IndexStatus>(methods.indexDidChange, isComplete);
  const status = await client.request<IndexStatus>(methods.indexStatus);
  const found: string[][] = [];
  for (const query of ["hash a password", "sum17", "order 200 item", "when is the shop open"]) {
    const result = await client.request<SearchResult>(methods.search, { query, limit: 10 });
    found.push(result.hits.map(({ uri, line, score }) => `${uri}:${line} ${score.toFixed(4)}`));
  }
  await client.close();
  return { files: status.files, chunks: status.chunks, embedded: status.embedded, found };
}
