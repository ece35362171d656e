/**
 * The engine's own process: ggml ends the process that it runs in when an assertion fails.
 */
import type { LlamaEmbeddingContext, LlamaModel, Token } from "node-llama-cpp";
import { answerRequests, failure } from "../engine-process/answer-requests.ts";
import type { FailedReply } from "../engine-process/engine-process.ts";
import { stepBack } from "../engine-process/step-back.ts";
import { usableCores } from "../engine-process/usable-cores.ts";
import type { SessionReply, SessionRequest } from "./session-messages.ts";

type Library = typeof import("node-llama-cpp");

stepBack();

let contexts: LlamaEmbeddingContext[] = [];
let dimensions = 0;

/** llama.cpp logs why a file cannot be loaded; the error that follows does not say. */
let lastError = "";

/** Begun at once: the parent verifies the file meanwhile. */
const imported: Promise<Library | Error> = import("node-llama-cpp").catch((error: Error) => error);

/** The prebuilt CPU library of this platform's package; nothing is downloaded or compiled. */
function start({ getLlama, LlamaLogLevel }: Library) {
  return getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    logger: (_level, message) => {
      lastError = message.trim() || lastError;
    },
    // Each context asks for one thread, and there are as many contexts as the caller wants.
    maxThreads: 0,
  });
}

function createContexts(
  model: LlamaModel,
  count: number,
  maxTokens: number,
): Promise<LlamaEmbeddingContext[]> {
  // A context of n tokens takes a text of n - 1; a batch that holds the longest text keeps its attention whole.
  const size = maxTokens + 1;
  return Promise.all(
    Array.from({ length: count }, () =>
      model.createEmbeddingContext({ contextSize: size, batchSize: size, threads: 1 }),
    ),
  );
}

async function load(request: Extract<SessionRequest, { kind: "load" }>): Promise<SessionReply | FailedReply> {
  const library = await imported;
  if (library instanceof Error) return failure(library, true);
  const llama = await start(library).catch((error: Error) => error);
  // The main package is there, and the one with this platform's library is not.
  if (llama instanceof Error) return failure(llama, true);
  try {
    const model = await llama.loadModel({
      modelPath: request.model,
      gpuLayers: 0,
      // A file that is mapped could be cut short under the running engine, which ends the process.
      useMmap: false,
      defaultContextFlashAttention: false,
    });
    // cpuMathCores leaves out a processor's slow cores, but counts those that the container may not use.
    const threads =
      request.threads ?? Math.min(llama.cpuMathCores, usableCores() ?? Number.POSITIVE_INFINITY);
    contexts = await createContexts(model, threads, request.maxTokens);
    dimensions = model.embeddingVectorSize;
    return { kind: "loaded", threads, dimensions };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failure(lastError === "" ? message : `${message} (${lastError})`);
  }
}

/** Every context takes the next text as soon as it is done with one. */
async function embed(texts: readonly Int32Array[]): Promise<SessionReply> {
  const values = new Float32Array(texts.length * dimensions);
  const waiting = [...texts.entries()].reverse();
  await Promise.all(
    contexts.map(async (context) => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [row, ids] = next;
        const { vector } = await context.getEmbeddingFor(Array.from(ids) as Token[]);
        values.set(vector, row * dimensions);
      }
    }),
  );
  return { kind: "vectors", values };
}

answerRequests((request: SessionRequest) => (request.kind === "load" ? load(request) : embed(request.texts)));
