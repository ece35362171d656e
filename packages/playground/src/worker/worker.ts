/** One engine, off the page's thread. */
import { IsovecError, type TextEmbedder } from "@isovec/core/browser";
import { loadEngine } from "../engine/load-engine.ts";
import type { WorkerReply, WorkerRequest } from "./messages.ts";

const models = new URL("./models/", self.location.href);
let embedder: TextEmbedder | undefined;

function reply(message: WorkerReply): void {
  self.postMessage(message);
}

function sentenceOf(error: unknown): string {
  if (IsovecError.is(error)) return [error.message, error.remedy].filter(Boolean).join(" ");
  return error instanceof Error ? error.message : String(error);
}

async function load({ engine }: Extract<WorkerRequest, { kind: "load" }>): Promise<void> {
  try {
    const loaded = await loadEngine(engine, models, (progress) => reply({ kind: "progress", progress }));
    embedder = loaded.embedder;
    reply({ kind: "loaded", report: loaded.report });
  } catch (error) {
    reply({ kind: "refused", sentence: sentenceOf(error) });
  }
}

async function embed({ id, texts, role }: Extract<WorkerRequest, { kind: "embed" }>): Promise<void> {
  try {
    if (embedder === undefined) throw new IsovecError("BackendUnavailable", "The engine is not loaded.");
    const started = performance.now();
    const { vectors, dimensions, usage } = await embedder.embed(texts, { role });
    const seconds = (performance.now() - started) / 1000;
    const tokens = usage.reduce((sum, { usedTokens }) => sum + usedTokens, 0);
    reply({ kind: "embedded", id, vectors, dimensions, tokens, seconds });
  } catch (error) {
    reply({ kind: "failed", id, sentence: sentenceOf(error) });
  }
}

self.addEventListener("message", ({ data }: MessageEvent<WorkerRequest>) => {
  void (data.kind === "load" ? load(data) : embed(data));
});
