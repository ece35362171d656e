import type { ChunkSource } from "../chunker.ts";
import { chunkByGrammar } from "./chunk-source.ts";

/** What the program is asked. */
export interface ParseRequest {
  readonly source: ChunkSource;
  readonly maxTokens: number;
}

process.on("message", ({ source, maxTokens }: ParseRequest) => {
  void chunkByGrammar(source, maxTokens)
    // A trap inside of WebAssembly leaves its memory in an unknown state.
    .catch(() => process.exit(1))
    .then((chunks) => process.send?.(chunks ?? null));
});
process.on("disconnect", () => process.exit());
