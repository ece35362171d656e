import type { TextEmbedder } from "../embedder/text-embedder.ts";
import { IsovecError } from "../errors/isovec-error.ts";
import { diagnose, type ProbeVectors } from "./diagnose.ts";
import { cosineDistance } from "./distance.ts";
import type { Probe, ProbeSet } from "./probe-set.ts";
import { toleranceOf } from "./tolerance.ts";

/** How near an engine's vectors are to the reference. */
export interface ProbeReport {
  readonly passed: boolean;
  /** 1 - cosine over all probes. */
  readonly largest: number;
  readonly mean: number;
  /** The bound that `largest` was held against. */
  readonly tolerance: number;
  /** One sentence when it did not pass. */
  readonly cause?: string;
}

/** Nobody's question: a batch stays whole, and no pass waits for another. */
const priority = "background";

async function embedProbes(embedder: TextEmbedder, probes: readonly Probe[]): Promise<ProbeVectors> {
  const alone: Float32Array[] = [];
  for (const { text, role } of probes) alone.push((await embedder.embed([text], { role, priority })).vectors);
  const together: Float32Array[] = [];
  for (const role of ["query", "document"] as const) {
    const rows = [...probes.keys()].filter((row) => probes[row]?.role === role);
    const { vectors, dimensions } = await embedder.embed(
      rows.map((row) => probes[row]?.text ?? ""),
      { role, priority },
    );
    for (const [position, row] of rows.entries()) {
      together[row] = vectors.slice(position * dimensions, (position + 1) * dimensions);
    }
  }
  return { alone, together };
}

/**
 * Holds a loaded engine against the reference.
 * @throws what `embed` throws, but for vectors that are not finite, which are a failed probe
 */
export async function runProbes(embedder: TextEmbedder, set: ProbeSet): Promise<ProbeReport> {
  const tolerance = toleranceOf(embedder.vectorSpace.numeric);
  let vectors: ProbeVectors;
  try {
    vectors = await embedProbes(embedder, set.probes);
  } catch (error) {
    if (!(IsovecError.is(error) && error.name === "NonFinite")) throw error;
    const none = Number.NaN;
    return {
      passed: false,
      largest: none,
      mean: none,
      tolerance,
      cause: "it gives values that are not finite",
    };
  }
  const distances = set.probes.flatMap(({ vector }, row) => [
    cosineDistance(vectors.alone[row] as Float32Array, vector),
    cosineDistance(vectors.together[row] as Float32Array, vector),
  ]);
  const largest = distances.reduce(
    (most, distance) => (distance > most || Number.isNaN(distance) ? distance : most),
    0,
  );
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  const cause = diagnose(vectors, set, tolerance);
  const passed = largest <= tolerance && cause === undefined;
  return {
    passed,
    largest,
    mean,
    tolerance,
    ...(!passed && { cause: cause ?? "it computes another model" }),
  };
}

/** @throws IsovecError `ProbeFailed` that names the engine and the likely cause. */
export function assertProbesPassed(embedder: TextEmbedder, report: ProbeReport): void {
  if (report.passed) return;
  const { backendId, device, modelName } = embedder;
  const distance = Number.isNaN(report.largest) ? "not a number" : report.largest.toExponential(1);
  throw new IsovecError(
    "ProbeFailed",
    `The engine ${backendId} (${device}) does not give ${modelName}'s vectors: 1 - cosine is ${distance}, at most ${report.tolerance} is allowed. Likely cause: ${report.cause}.`,
    { remedy: "Choose another backend, dtype or device, or mend the server." },
  );
}
