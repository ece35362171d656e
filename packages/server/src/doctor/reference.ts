import { findBackend } from "@isovec/backends";
import { createTokenizer, IsovecError, type ModelCard, ReferencePipelines } from "@isovec/core";
import { referenceBackendOf } from "../embedding/probe-source.ts";

/** The model itself, on the engine that is trusted. */
export interface OpenReference {
  readonly pipelines: ReferencePipelines;
  dispose(): Promise<void>;
}

/** @returns undefined for a model that the reference engine cannot run, or cannot look inside of */
export async function openReference(
  card: ModelCard,
  cacheDirectory: string,
  onProgress: (message: string) => void,
): Promise<OpenReference | undefined> {
  let backend: Awaited<ReturnType<ReturnType<typeof findBackend>["load"]>>;
  try {
    backend = await findBackend(referenceBackendOf(card)).load(card, { cacheDirectory, onProgress });
  } catch (error) {
    if (IsovecError.is(error) && error.name === "BackendUnavailable") return undefined;
    throw error;
  }
  if (backend.input !== "tokens" || backend.capabilities.output !== "states") {
    await backend.dispose();
    return undefined;
  }
  const pipelines = new ReferencePipelines({ card, tokenizer: createTokenizer(card), backend });
  return { pipelines, dispose: () => backend.dispose() };
}
