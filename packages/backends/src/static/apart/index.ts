export { startStaticEmbedder, type VectorSource } from "./static-embedder.ts";
