import { loadEmbedder } from "../src/golden/load-embedder.ts";
import { bundledModel } from "../src/repository.ts";
import { serve } from "./contender.ts";

await serve(async () => {
  const embedder = await loadEmbedder(bundledModel);
  return async (texts) => (await embedder.embed(texts, { role: "document" })).vectors;
});
