export { main } from "./cli/main.ts";
export { discoverFiles } from "./index/discover/discover-files.ts";
export { type OpenCodeIndexOptions, openCodeIndex } from "./index/open-code-index.ts";
export { peakMemory } from "./parity/peak-memory.ts";
