export { main } from "./cli/main.ts";
export { findDuplicates } from "./duplicates/find-duplicates.ts";
export { StructureChunker } from "./index/chunk/structure-chunker.ts";
export type { IndexedChunk } from "./index/code-index.ts";
export { discoverFiles } from "./index/discover/discover-files.ts";
export { type OpenCodeIndexOptions, openCodeIndex } from "./index/open-code-index.ts";
export { type SharedStore, sharedStoreOf } from "./index/vectors/shared-store.ts";
export { drawMap } from "./map/draw-map.ts";
export { peakMemory } from "./parity/peak-memory.ts";
