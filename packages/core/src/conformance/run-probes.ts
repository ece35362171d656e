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

/** Every probe in a pass of its own. */
async function embedAlone(embedder: TextEmbedder, probes: readonly Probe[]): Promise<Float32Array[]> {
  const alone: Float32Array[] = [];
  for (const { text, role } of probes) alone.push((await embedder.embed([text], { role, priority })).vectors);
  return alone;
}

/** All probes of a role in one call. What has no other of its role beside it is as it is alone. */
async function embedTogether(
  embedder: TextEmbedder,
  probes: readonly Probe[],
  alone: readonly Float32Array[],
): Promise<Float32Array[]> {
  const together = [...alone];
  for (const role of ["query", "document"] as const) {
    const rows = [...probes.keys()].filter((row) => probes[row]?.role === role);
    if (rows.length < 2) continue;
    const { vectors, dimensions } = await embedder.embed(
      rows.map((row) => probes[row]?.text ?? ""),
      { role, priority },
    );
    for (const [position, row] of rows.entries()) {
      together[row] = vectors.slice(position * dimensions, (position + 1) * dimensions);
    }
  }
  return together;
}

function reportOn(vectors: ProbeVectors, set: ProbeSet, tolerance: number): ProbeReport {
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

/** An engine on its way through the probes, in two steps: the second costs as much as the first and matters to batches only. */
export class ProbeRun {
  private alone: readonly Float32Array[] = [];

  constructor(
    private readonly embedder: TextEmbedder,
    private readonly set: ProbeSet,
  ) {}

  /**
   * Every probe in a pass of its own: shows the pipeline.
   * @throws what `embed` throws, but for vectors that are not finite, which are a failed probe
   */
  async passAlone(): Promise<ProbeReport> {
    return this.report(async () => {
      this.alone = await embedAlone(this.embedder, this.set.probes);
      return { alone: this.alone, together: this.alone };
    });
  }

  /** All of them in one call, after `passAlone`: shows padding and order. @throws as `passAlone` */
  async passTogether(): Promise<ProbeReport> {
    return this.report(async () => {
      const together = await embedTogether(this.embedder, this.set.probes, this.alone);
      return { alone: this.alone, together };
    });
  }

  private async report(embedProbes: () => Promise<ProbeVectors>): Promise<ProbeReport> {
    const tolerance = toleranceOf(this.embedder.vectorSpace.numeric);
    try {
      return reportOn(await embedProbes(), this.set, tolerance);
    } catch (error) {
      if (!(IsovecError.is(error) && error.name === "NonFinite")) throw error;
      const cause = "it gives values that are not finite";
      return { passed: false, largest: Number.NaN, mean: Number.NaN, tolerance, cause };
    }
  }
}

/**
 * Holds a loaded engine against the reference.
 * @throws what `embed` throws, but for vectors that are not finite, which are a failed probe
 */
export async function runProbes(embedder: TextEmbedder, set: ProbeSet): Promise<ProbeReport> {
  const run = new ProbeRun(embedder, set);
  const alone = await run.passAlone();
  return alone.passed ? run.passTogether() : alone;
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
