import { performance } from "node:perf_hooks";
import { IsovecError, throwIfCancelled } from "@isovec/core";
import { CheckFailed, CheckSkipped, type WireCheck } from "./check.ts";

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it failed or was skipped. */
  readonly reason?: string;
  readonly milliseconds: number;
}

/** What checks share: the implementation under test. */
export interface Subject {
  /**
   * Ends what a check has started for itself.
   * @param failed whether what checks share may be in disorder
   */
  release(failed: boolean): Promise<void>;
  dispose(): Promise<void>;
}

export interface RunOptions {
  readonly onResult?: (result: CheckResult) => void;
  readonly signal?: AbortSignal;
}

async function verdict<S extends Subject>(
  { run }: WireCheck<S>,
  subject: S,
): Promise<Pick<CheckResult, "outcome" | "reason">> {
  let failed = false;
  try {
    await run(subject);
    return { outcome: "passed" };
  } catch (error) {
    failed = error instanceof CheckFailed;
    if (error instanceof CheckFailed) return { outcome: "failed", reason: error.message };
    if (error instanceof CheckSkipped) return { outcome: "skipped", reason: error.message };
    throw error;
  } finally {
    await subject.release(failed);
  }
}

/**
 * Runs the checks one after the other and ends the implementation.
 * @throws IsovecError `Cancelled`
 */
export async function runChecks<S extends Subject>(
  checks: readonly WireCheck<S>[],
  subject: S,
  { onResult = () => undefined, signal }: RunOptions = {},
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const stop = (): void => void subject.dispose();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (const check of checks) {
      throwIfCancelled(signal);
      const started = performance.now();
      const judged = await verdict(check, subject);
      throwIfCancelled(signal);
      const { id, title } = check;
      const result = { id, title, ...judged, milliseconds: Math.round(performance.now() - started) };
      results.push(result);
      onResult(result);
    }
    return results;
  } finally {
    signal?.removeEventListener("abort", stop);
    await subject.dispose();
  }
}

/** @throws IsovecError `InputInvalid` for an id that no check bears */
export function chosen<S>(
  checks: readonly WireCheck<S>[],
  ids: readonly string[] | undefined,
): readonly WireCheck<S>[] {
  if (ids === undefined) return checks;
  const stray = ids.find((id) => !checks.some((check) => check.id === id));
  if (stray === undefined) return checks.filter(({ id }) => ids.includes(id));
  throw new IsovecError("InputInvalid", `There is no check ${stray}.`, {
    remedy: `There are ${checks.map(({ id }) => id).join(", ")}.`,
  });
}
