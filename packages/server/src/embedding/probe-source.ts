import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBackend } from "@isovec/backends";
import {
  createTokenizer,
  formatProbeSet,
  IsovecError,
  type ModelCard,
  makeProbes,
  type ProbeSet,
  probesFile,
  readProbes,
  vectorSpaceOf,
} from "@isovec/core";

/**
 * The engine that the others are held against: its vectors are HuggingFace's to 1e-11 (test/src/golden). A table of token
 * vectors is its own reference.
 */
export function referenceBackendOf({ architecture }: ModelCard): string {
  return architecture === "static" ? "static" : "onnx";
}

/**
 * Asks the reference engine what the model's vectors are.
 * @returns undefined for a model that the reference engine cannot run
 */
export async function makeReferenceProbes(
  card: ModelCard,
  cacheDirectory: string,
): Promise<ProbeSet | undefined> {
  let backend: Awaited<ReturnType<ReturnType<typeof findBackend>["load"]>>;
  const provider = findBackend(referenceBackendOf(card));
  const options = { cacheDirectory };
  try {
    // A published graph that is run in the checkpoint's place is no reference for it.
    const run = (await provider.modelFor?.(card, options)) ?? card;
    if (run.weightsFingerprint !== card.weightsFingerprint) return undefined;
    backend = await provider.load(card, options);
  } catch (error) {
    if (IsovecError.is(error) && error.name === "BackendUnavailable") return undefined;
    throw error;
  }
  try {
    if (backend.input !== "tokens") return undefined;
    return await makeProbes({ card, tokenizer: createTokenizer(card), backend });
  } finally {
    await backend.dispose();
  }
}

async function keep(set: ProbeSet, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const unfinished = join(directory, `${probesFile}.${randomUUID()}`);
  await writeFile(unfinished, formatProbeSet(set));
  await rename(unfinished, join(directory, probesFile));
}

/**
 * What a model's engines are held against: the probes in its folder, those kept from before, or new ones.
 * @returns undefined for a model that the reference engine cannot run
 */
export async function probesFor(
  card: ModelCard,
  cacheDirectory: string,
  onProgress: (message: string) => void,
): Promise<ProbeSet | undefined> {
  const own = await readProbes(card, card.directory);
  if (own !== undefined) return own;
  const kept = join(cacheDirectory, "probes", vectorSpaceOf(card).id);
  const before = await readProbes(card, kept);
  if (before !== undefined) return before;
  onProgress(`asking the reference engine for ${card.name}'s vectors`);
  const made = await makeReferenceProbes(card, cacheDirectory);
  if (made !== undefined) await keep(made, kept);
  return made;
}
