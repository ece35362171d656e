import type { ModeResult } from "./evaluate.ts";

/** What one engine gives on a question set. */
export interface EngineResult {
  readonly model: string;
  readonly backend: string;
  readonly device: string;
  readonly chunks: number;
  /** Bytes of the index on disk. */
  readonly bytes: number;
  /** Seconds in which the index was built. */
  readonly seconds: number;
  readonly modes: readonly ModeResult[];
}

export interface EvaluationReport {
  readonly folder: string;
  readonly files: number;
  readonly questions: number;
  readonly seed: number;
  readonly engines: readonly EngineResult[];
}
