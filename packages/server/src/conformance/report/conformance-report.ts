import type { CheckResult } from "../run-checks.ts";

export interface ConformanceReport {
  readonly kind: "server" | "plugin";
  /** What was run. */
  readonly command: string;
  readonly protocol: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly checks: readonly CheckResult[];
}

export function conformanceReport(
  subject: Pick<ConformanceReport, "kind" | "command" | "protocol">,
  checks: readonly CheckResult[],
): ConformanceReport {
  const count = (outcome: CheckResult["outcome"]): number =>
    checks.filter((check) => check.outcome === outcome).length;
  return {
    ...subject,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    checks,
  };
}
