import type { CheckResult } from "../run-checks.ts";
import type { ConformanceReport } from "./conformance-report.ts";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 has no way to write control characters. */
function escaped(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function testcase({ id, title, outcome, reason = "", milliseconds }: CheckResult, suite: string): string {
  const name = escaped(`${id} ${title}`);
  const opening = `    <testcase classname="${suite}" name="${name}" time="${milliseconds / 1000}"`;
  if (outcome === "passed") return `${opening}/>\n`;
  const element = outcome === "failed" ? "failure" : "skipped";
  return `${opening}>\n      <${element} message="${escaped(reason)}"/>\n    </testcase>\n`;
}

/** JUnit's XML, as CI services read it. */
export function renderJunit({ kind, command, checks, failed, skipped }: ConformanceReport): string {
  const suite = `isovec.conformance.${kind}`;
  const seconds = checks.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  const counts = `tests="${checks.length}" failures="${failed}" errors="0" skipped="${skipped}" time="${seconds}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${suite}" ${counts}>
    <properties>
      <property name="command" value="${escaped(command)}"/>
    </properties>
${checks.map((check) => testcase(check, suite)).join("")}  </testsuite>
</testsuites>
`;
}
