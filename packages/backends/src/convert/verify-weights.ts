import { IsovecError, type ModelCard, sha256OfWeights } from "@isovec/core";

/**
 * Hashes the weights again: the file may have changed since its metadata were read, and a native loader will see what
 * comes of it.
 * @throws IsovecError `ModelCorrupt`
 */
export async function verifyWeights(card: ModelCard): Promise<void> {
  if ((await sha256OfWeights(card.weightsFile)) === card.weightsSha256) return;
  throw new IsovecError("ModelCorrupt", `${card.weightsFile} has changed since the model was read.`, {
    remedy: "Try again; when it happens again, fetch the model again.",
  });
}
