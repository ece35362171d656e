import { IsovecError } from "@isovec/core";
import type { BackendMeasurement } from "@isovec/core/protocol";
import type { EmbedderSource } from "../embedding/embedder-source.ts";
import { probesFor } from "../embedding/probe-source.ts";
import { goldenFromProbes } from "../parity/golden-texts.ts";
import { measureParity } from "../parity/measure-parity.ts";

/**
 * `backend/measure`: an engine held against its model's probes.
 * @throws IsovecError why it cannot be loaded or is refused, `InputInvalid` where there is no reference
 */
export async function measureBackend(source: EmbedderSource): Promise<BackendMeasurement> {
  // An engine that is refused is refused before anything is computed for the comparison.
  const embedder = await source.provenEmbedder();
  const card = await source.card();
  const probes = await probesFor(card, source.cacheDirectory, () => undefined);
  if (probes === undefined) {
    throw new IsovecError("InputInvalid", `There is nothing to hold ${card.name} against.`, {
      remedy: "Measure it with reference texts of your own: `isovec parity --golden DIR`.",
    });
  }
  const row = await measureParity(async () => embedder, goldenFromProbes(card.name, probes), source.dtype);
  const { dtype, device, texts, idsEqual, largest, tolerance, tokensPerSecond } = row;
  return {
    ...{ model: card.name, dtype, device, texts, idsEqual },
    // Summed in 32 bits, the cosine of equal vectors can lie a bit over 1.
    largest: Math.max(0, largest),
    ...{ tolerance, tokensPerSecond, measuredMs: Date.now() },
  };
}
