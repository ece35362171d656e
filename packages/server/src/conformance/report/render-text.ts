import type { Colours } from "../../cli/colours.ts";
import type { CheckResult } from "../run-checks.ts";
import type { ConformanceReport } from "./conformance-report.ts";

const words = { passed: "ok", failed: "FAILED", skipped: "skipped" } as const;

export function renderResult({ id, title, outcome, reason }: CheckResult, colours: Colours): string {
  const colour = { passed: colours.green, failed: colours.red, skipped: colours.yellow }[outcome];
  const line = `${colour(words[outcome].padEnd(7))} ${id.padEnd(14)} ${title}\n`;
  return reason === undefined ? line : `${line}${" ".repeat(8)}${reason}\n`;
}

export function renderSummary({ kind, protocol, passed, failed, skipped }: ConformanceReport): string {
  const total = passed + failed;
  const left = skipped === 0 ? "" : `, ${skipped} skipped`;
  const verdict = failed === 0 ? `keeps to the Embedding Server Protocol ${protocol}` : "fails";
  return `\nThe ${kind} ${verdict}: ${passed} of ${total} checks passed${left}.\n`;
}
