export { main } from "./cli/main.ts";
export { type OpenCodeIndexOptions, openCodeIndex } from "./index/open-code-index.ts";
export { peakMemory } from "./parity/peak-memory.ts";
