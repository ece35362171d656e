import { withContentPolicy } from "../html/content-policy.ts";
import { escapeHtml, page } from "../html/page.ts";
import type { DoctorReport, ReportedCandidate } from "./doctor-report.ts";
import { agreementSentence, costSentence } from "./render-doctor.ts";

/** The plot's axis: cosine from -0.2 to 1. */
const least = -0.2;
const left = 470;
const width = 460;
const rowHeight = 17;

function at(cosine: number): number {
  return left + (width * (Math.max(least, cosine) - least)) / (1 - least);
}

/** Candidates that stand above the fold. */
const shown = 30;

function plotRow(
  { cause, cosines, mean }: ReportedCandidate,
  index: number,
  texts: readonly string[],
): string {
  const y = 26 + index * rowHeight;
  const name = cause === "" ? "the model's own pipeline" : cause;
  const label = name.length > 70 ? `${name.slice(0, 69)}…` : name;
  const dots = cosines.map(
    (cosine, row) =>
      `<circle cx="${at(cosine).toFixed(1)}" cy="${y}" r="2.6"><title>${escapeHtml(`${cosine.toFixed(6)} ${JSON.stringify(texts[row]?.slice(0, 60) ?? "")}`)}</title></circle>`,
  );
  const kind = cause === "" ? "own" : index === 0 ? "best" : "other";
  return `<g class="${kind}"><title>${escapeHtml(`${name}: mean ${mean.toFixed(6)}`)}</title><text x="${left - 10}" y="${y + 4}" text-anchor="end">${escapeHtml(label)}</text>${dots.join("")}<line class="mean" x1="${at(mean).toFixed(1)}" x2="${at(mean).toFixed(1)}" y1="${y - 6}" y2="${y + 6}"/></g>`;
}

function plot(candidates: readonly ReportedCandidate[], texts: readonly string[]): string {
  const height = 44 + candidates.length * rowHeight;
  const ticks = [-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (tick) =>
      `<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="12" y2="${height - 24}"/><text class="tick" x="${at(tick)}" y="${height - 8}" text-anchor="middle">${tick}</text>`,
  );
  return `<svg viewBox="0 0 ${left + width + 30} ${height}" role="img" aria-label="Cosine of the measured vectors to every candidate pipeline">
${ticks.join("")}
${candidates.map((candidate, index) => plotRow(candidate, index, texts)).join("\n")}
</svg>`;
}

const style = `body{max-width:66rem}svg text{font-size:11.5px}.other{fill:var(--dim)}.other text{fill:var(--dim)}
.best circle{fill:var(--bad)}.best text{font-weight:600}.own circle{fill:var(--good)}.own text{fill:var(--good);font-weight:600}
circle{fill-opacity:.55}.mean{stroke:currentColor;stroke-width:1.5}
.verdict{font-size:1.1rem;color:var(--ink)}.healthy{color:var(--good)}.unhealthy{color:var(--bad)}
dl{display:grid;grid-template-columns:5rem 1fr;gap:.3rem 1rem}dt{color:var(--dim)}dd{margin:0}summary{cursor:pointer;color:var(--dim)}`;

/** One self-contained page: the verdict, what it rests on, and the measured cosines against every candidate. */
export function renderDoctorHtml(report: DoctorReport): string {
  const { healthy, sentence, findings, remedy, subject, model, candidates, texts, sent } = report;
  const entries: [string, string | undefined][] = [
    ...findings.map(({ certainty, evidence }): [string, string] => ["sure", `${certainty}. ${evidence}`]),
    ["agrees", healthy ? agreementSentence(report) : undefined],
    ["costs", costSentence(report)],
    ["mend", remedy],
    ["sent", `${sent.texts} built-in texts in ${sent.requests} requests, and nothing else`],
  ];
  const list = entries.flatMap(([head, text]) =>
    text === undefined ? [] : [`<dt>${head}</dt><dd>${escapeHtml(text)}</dd>`],
  );
  const rest = candidates.slice(shown);
  const plots =
    candidates.length === 0
      ? ""
      : `<p>Cosine of its vectors to those of ${candidates.length} pipelines, the likeliest first. A dot is a text, a stroke the mean.</p>
${plot(candidates.slice(0, shown), texts)}
${rest.length === 0 ? "" : `<details><summary>${rest.length} more</summary>${plot(rest, texts)}</details>`}`;
  return withContentPolicy(
    page(
      `Isovec doctor: ${subject}`,
      style,
      `<h1>${escapeHtml(subject)} against ${escapeHtml(model)}</h1>
<p class="verdict"><b class="${healthy ? "healthy" : "unhealthy"}">${healthy ? "healthy" : "unhealthy"}</b> ${escapeHtml(sentence)}</p>
<dl>${list.join("\n")}</dl>
${plots}`,
    ),
  );
}
