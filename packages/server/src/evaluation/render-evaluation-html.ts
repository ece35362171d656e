import { withContentPolicy } from "../html/content-policy.ts";
import { escapeHtml, page } from "../html/page.ts";
import type { EvaluationReport } from "./evaluation-report.ts";

const bar = { height: 22, gap: 8, left: 300, width: 520 };

const style = ".bar{fill:var(--good)}.bar.lexical{fill:var(--dim)}.bar.semantic{fill:var(--bound)}";

/** One bar a mode of an engine: nDCG@10 from 0 to 1. */
function picture({ engines }: EvaluationReport): string {
  const rows = engines.flatMap(({ model, backend, modes }) =>
    modes.map(({ mode, ndcg }) => ({ label: `${model} on ${backend}, ${mode}`, mode, ndcg })),
  );
  const step = bar.height + bar.gap;
  const bars = rows.map(({ label, mode, ndcg }, row) => {
    const y = row * step;
    const width = (ndcg * bar.width).toFixed(1);
    return `<text x="${bar.left - 10}" y="${y + 16}" text-anchor="end">${escapeHtml(label)}</text>
<rect class="bar ${mode}" x="${bar.left}" y="${y}" width="${width}" height="${bar.height}"/>
<text x="${bar.left + ndcg * bar.width + 8}" y="${y + 16}">${ndcg.toFixed(3)}</text>`;
  });
  return `<svg viewBox="0 0 ${bar.left + bar.width + 80} ${rows.length * step}" role="img" aria-label="nDCG at 10 of each mode"><title>nDCG@10 of each engine and mode</title>${bars.join("\n")}</svg>`;
}

function table({ engines }: EvaluationReport): string {
  const rows = engines.flatMap(({ model, backend, device, bytes, modes }) =>
    modes.map(
      ({ mode, ndcg, reciprocalRank, recall, ms }) =>
        `<tr><td>${escapeHtml(`${model} on ${backend} (${device})`)}</td><td>${mode}</td>${[
          ndcg.toFixed(3),
          reciprocalRank.toFixed(3),
          recall.toFixed(3),
          ms.toFixed(1),
          (bytes / 1e6).toFixed(1),
        ]
          .map((cell) => `<td>${cell}</td>`)
          .join("")}</tr>`,
    ),
  );
  const heads = ["engine", "mode", "nDCG@10", "MRR@10", "recall@10", "ms", "MB"].map(
    (head) => `<th>${head}</th>`,
  );
  return `<table><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

/** A page with a picture, for people. */
export function renderEvaluationHtml(report: EvaluationReport): string {
  const { folder, questions, files } = report;
  const body = `<h1>How well ${escapeHtml(folder)} is searched</h1>
<p>${questions} questions about ${files} files: sentences that documented a definition and were taken out of the text, and subjects of small commits. Higher is better.</p>
${picture(report)}${table(report)}`;
  return withContentPolicy(page(`Search quality of ${folder}`, style, body));
}
