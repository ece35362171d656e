import { loadEmbedder } from "../src/golden/load-embedder.ts";
import { bundledModel } from "../src/repository.ts";
import { serve } from "./contender.ts";

const [backend, dtype] = process.argv.slice(2);

await serve(async () => {
  const embedder = await loadEmbedder(bundledModel, backend, dtype);
  return async (texts) => (await embedder.embed(texts, { role: "document" })).vectors;
});
