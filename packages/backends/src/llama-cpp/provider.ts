import {
  assertNoOptions,
  type BackendLoadOptions,
  type BackendProvider,
  type EmbeddingBackend,
  IsovecError,
  type ModelCard,
  throwIfCancelled,
} from "@isovec/core";
import { LlamaBackend } from "./llama-backend.ts";
import { LlamaSession } from "./llama-session.ts";

interface StartedSession {
  readonly session: LlamaSession;
  /** Texts it computes at once. */
  readonly threads: number;
  /** See `LlamaLimits`. */
  readonly positionlessToken: number | undefined;
}

/** Starts the process and, while it gets ready, verifies or converts the file that it will be given. */
async function startSession(
  card: ModelCard,
  dtype: "fp32" | "fp16" | "q8_0",
  options: BackendLoadOptions,
): Promise<StartedSession> {
  const { signal, onProgress, onLoading, cacheDirectory } = options;
  const session = LlamaSession.start();
  try {
    const { cachedGguf, positionlessTokenOf } = await import("../convert/index.ts");
    const { model } = await cachedGguf(card, cacheDirectory, {
      dtype,
      onConversion: onLoading,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    throwIfCancelled(signal);
    const { threads, dimensions } = await session.load(model, card.maxTokens, options.threads);
    if (dimensions !== card.hiddenSize) {
      throw new IsovecError(
        "ModelCorrupt",
        `llama.cpp gives ${card.name} vectors of ${dimensions} components, but config.json says hidden_size ${card.hiddenSize}.`,
        { remedy: "Fetch the model again." },
      );
    }
    throwIfCancelled(signal);
    return { session, threads, positionlessToken: positionlessTokenOf(card) };
  } catch (error) {
    await session.stop();
    throw error;
  }
}

const dtypes = [
  { name: "fp32", numeric: "exact" },
  { name: "fp16", numeric: "exact" },
  { name: "q8_0", numeric: "q8_0" },
] as const;

async function load(card: ModelCard, options: BackendLoadOptions): Promise<EmbeddingBackend> {
  assertNoOptions("llama-cpp", options.options);
  const dtype = dtypes.find(({ name }) => name === (options.dtype ?? "fp32"));
  if (dtype === undefined) {
    throw new IsovecError(
      "ConfigurationInvalid",
      `dtype: llama-cpp has no ${JSON.stringify(options.dtype)}.`,
      {
        remedy: `Known: ${dtypes.map(({ name }) => name).join(", ")}.`,
      },
    );
  }
  throwIfCancelled(options.signal);
  // The signal was for loading; what it says later must not keep a crashed process from being started anew.
  const { signal: _signal, onLoading: _onLoading, ...lasting } = options;
  const { session, threads, positionlessToken } = await startSession(card, dtype.name, options);
  return new LlamaBackend(session, { ...card, positionlessToken }, dtype, threads, async () => {
    return (await startSession(card, dtype.name, lasting)).session;
  });
}

/** llama.cpp on the CPU through node-llama-cpp. Converts a checkpoint to GGUF the first time it is loaded. */
export const provider: BackendProvider = {
  id: "llama-cpp",
  description: "llama.cpp on the CPU",
  dtypes,
  devices: ["cpu"],
  load,
};
