import { fp16ToFp32, IsovecError, type TokenBackend } from "@isovec/core/browser";
import { env, InferenceSession } from "onnxruntime-web/webgpu";
import type { FetchedModel } from "../model/fetch-model.ts";
import { fetchVerified, type OnBytes } from "../model/fetch-verified.ts";
import { readGraphFiles } from "../model/graph-files.ts";
import type { TransformerId } from "./engine-id.ts";
import { WebBackend } from "./web-backend.ts";

/** The name by which the graph refers to its weights (packages/backends/src/convert). */
const weightsName = "model.onnx_data";

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "";
}

/**
 * The model's graph in ONNX Runtime Web. Its weights travel in fp16, as the checkpoint stores them, and are widened exactly.
 * @throws IsovecError `BackendUnavailable`, `ModelNotFound`, `ModelCorrupt`
 */
export async function loadTransformer(
  device: TransformerId,
  { card, folder }: FetchedModel,
  onBytes: OnBytes,
): Promise<TokenBackend> {
  const { graph, weights, runtime } = await readGraphFiles(folder);
  const total = graph.bytes + weights.bytes + runtime.bytes;
  let before = 0;
  const fetchNext = async (file: typeof graph) => {
    const bytes = await fetchVerified(new URL(file.path, folder), file, (done) =>
      onBytes(before + done, total),
    );
    before += file.bytes;
    return bytes;
  };
  // Threads would need headers that a static server does not send.
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = (await fetchNext(runtime)).buffer;
  const graphBytes = await fetchNext(graph);
  const { buffer } = fp16ToFp32(new Uint16Array((await fetchNext(weights)).buffer));
  try {
    const session = await InferenceSession.create(graphBytes, {
      executionProviders: [device],
      externalData: [{ path: weightsName, data: new Uint8Array(buffer) }],
      logSeverityLevel: 3,
    });
    return new WebBackend(session, card.vocabularySize, device);
  } catch (error) {
    throw new IsovecError(
      "BackendUnavailable",
      `ONNX Runtime cannot load the model on ${device}: ${firstLine(error)}`,
      { remedy: "Another engine serves.", cause: error },
    );
  }
}
