import { withContentPolicy } from "../html/content-policy.ts";
import { escapeHtml, page } from "../html/page.ts";
import type { KindResult } from "./evaluate.ts";
import type { EvaluationReport } from "./evaluation-report.ts";
import { kindTitles } from "./question-set.ts";

const left = 300;
const width = 520;
const gap = 8;
/** Heights of a mode's bar, and of those of each kind of question below it. */
const whole = 22;
const part = 14;

const style =
  ".bar{fill:var(--good)}.bar.lexical{fill:var(--dim)}.bar.semantic{fill:var(--bound)}.part{opacity:.45}";

const asked = ({ questions }: KindResult): boolean => questions > 0;

/** For every mode of an engine a bar, nDCG@10 from 0 to 1, and below it a thin one for each kind of question. */
function picture({ engines }: EvaluationReport): string {
  let y = 0;
  const bar = (label: string, mode: string, ndcg: number, isPart: boolean): string => {
    const height = isPart ? part : whole;
    const base = `y="${y + height - 4}"${isPart ? ' class="tick"' : ""}`;
    const drawn = `<text ${base} x="${left - 10}" text-anchor="end">${escapeHtml(label)}</text>
<rect class="bar ${mode}${isPart ? " part" : ""}" x="${left}" y="${y}" width="${(ndcg * width).toFixed(1)}" height="${height - 2}"/>
<text ${base} x="${(left + ndcg * width + 8).toFixed(1)}">${ndcg.toFixed(3)}</text>`;
    y += height;
    return drawn;
  };
  const bars = engines.flatMap(({ model, backend, modes }) =>
    modes.map(({ mode, ndcg, kinds }) => {
      const drawn = [
        bar(`${model} on ${backend}, ${mode}`, mode, ndcg, false),
        ...kinds.filter(asked).map((own) => bar(kindTitles[own.kind], mode, own.ndcg, true)),
      ];
      y += gap;
      return drawn.join("\n");
    }),
  );
  return `<svg viewBox="0 0 ${left + width + 80} ${y}" role="img" aria-label="nDCG at 10 of each mode"><title>nDCG@10 of each engine and mode, and of each kind of question</title>${bars.join("\n")}</svg>`;
}

function table({ engines }: EvaluationReport): string {
  const rows = engines.flatMap(({ model, backend, device, bytes, modes }) =>
    modes.map(
      ({ mode, ndcg, reciprocalRank, recall, ms, kinds }) =>
        `<tr><td>${escapeHtml(`${model} on ${backend} (${device})`)}</td><td>${mode}</td>${[
          ndcg.toFixed(3),
          reciprocalRank.toFixed(3),
          recall.toFixed(3),
          ms.toFixed(1),
          (bytes / 1e6).toFixed(1),
          ...kinds.map((own) => (asked(own) ? own.ndcg.toFixed(3) : "–")),
        ]
          .map((cell) => `<td>${cell}</td>`)
          .join("")}</tr>`,
    ),
  );
  const heads = [
    "engine",
    "mode",
    "nDCG@10",
    "MRR@10",
    "recall@10",
    "ms",
    "MB",
    ...Object.values(kindTitles),
  ];
  return `<table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

/** A page with a picture, for people. */
export function renderEvaluationHtml(report: EvaluationReport): string {
  const { folder, questions, files } = report;
  const body = `<h1>How well ${escapeHtml(folder)} is searched</h1>
<p>${questions} questions about ${files} files: sentences that documented a definition and were taken out of the text, subjects of small commits, and names of definitions. Higher is better.</p>
${picture(report)}${table(report)}`;
  return withContentPolicy(page(`Search quality of ${folder}`, style, body));
}
