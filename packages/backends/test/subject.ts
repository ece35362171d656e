import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBackend } from "@isovec/backends";
import {
  type BackendLoadOptions,
  type BackendSubject,
  createTokenizer,
  readModel,
  readProbes,
} from "@isovec/core";

/** The checkpoint that the repository carries. */
export const bundledModel: string = fileURLToPath(
  new URL("../../../models/all-MiniLM-L6-v2/", import.meta.url),
);

/** Converted files are kept over test runs: they lie under a content hash and are verified on reuse. */
export const testCache: string = join(tmpdir(), "isovec-test-cache", "isovec", "models");

/** An engine over the bundled model, for `testBackend`. Its processes are built files, so the package is used as built. */
export async function subjectFor(
  id: string,
  given: Omit<BackendLoadOptions, "cacheDirectory"> = {},
): Promise<BackendSubject> {
  const provider = findBackend(id);
  const bundled = await readModel(bundledModel);
  const card = (await provider.modelFor?.(bundled, { cacheDirectory: testCache })) ?? bundled;
  const probes = await readProbes(card, card.directory);
  return {
    card,
    tokenizer: createTokenizer(card),
    load: (options) =>
      provider.load(card, {
        cacheDirectory: testCache,
        ...given,
        ...(options !== undefined && { options: { ...given.options, ...options } }),
      }),
    ...(probes !== undefined && { probes }),
  };
}
