export { main } from "./cli/main.ts";
export { peakMemory } from "./parity/peak-memory.ts";
