import { type BackendSubject, readModel, testBackend } from "@isovec/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type ExactPipeline, exactPipeline } from "../../test/http/exact-pipeline.ts";
import { startExactServer } from "../../test/http/exact-server.ts";
import type { LoopbackServer } from "../../test/http/loopback-server.ts";
import { bundledModel, subjectFor } from "../../test/subject.ts";

let pipeline: ExactPipeline;
let server: LoopbackServer;
beforeAll(async () => {
  pipeline = await exactPipeline(await readModel(bundledModel));
  server = await startExactServer(pipeline);
});
afterAll(async () => {
  await server?.stop();
  await pipeline?.stop();
});

/** The engine over the exact server. */
function subjectOver(api: string, input: "tokens" | "text"): () => Promise<BackendSubject> {
  return () => subjectFor("http", { options: { url: server.url, api, input, model: "exact" } });
}

const framework = { describe, it, beforeAll, afterAll };
testBackend("OpenAI-compatible, by token ids", subjectOver("openai", "tokens"), framework);
testBackend("TEI, by token ids", subjectOver("tei", "tokens"), framework);
testBackend("llama-server, by token ids", subjectOver("llama-server", "tokens"), framework);
testBackend("Ollama, by text", subjectOver("ollama", "text"), framework);
