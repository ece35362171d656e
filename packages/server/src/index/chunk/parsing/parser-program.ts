import { stepBack } from "@isovec/backends/step-back";
import { keysOf } from "../chunk-keys.ts";
import type { Chunk, ChunkSource } from "../chunker.ts";
import { chunkByGrammar } from "./chunk-source.ts";

/** What the program is asked of each file; it answers several at once, in their order. */
export interface ParseRequest {
  readonly source: ChunkSource;
  readonly maxTokens: number;
}

async function parseAll(requests: readonly ParseRequest[]): Promise<(Chunk[] | undefined)[]> {
  const parsed: (Chunk[] | undefined)[] = [];
  for (const { source, maxTokens } of requests) {
    const chunks = await chunkByGrammar(source, maxTokens);
    // Made here, where it holds up nothing.
    parsed.push(chunks?.map((chunk) => ({ ...chunk, keys: keysOf(chunk) })));
  }
  return parsed;
}

stepBack();

process.on("message", (requests: readonly ParseRequest[]) => {
  void parseAll(requests)
    // A trap inside of WebAssembly leaves its memory in an unknown state.
    .catch(() => process.exit(1))
    .then((parsed) => process.send?.(parsed));
});
process.on("disconnect", () => process.exit());
