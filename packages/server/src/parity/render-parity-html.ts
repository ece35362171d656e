import { withContentPolicy } from "../html/content-policy.ts";
import { escapeHtml, page } from "../html/page.ts";
import type { ParityResult, ParityRow } from "./measure-parity.ts";
import { cellsOf, parityHeads } from "./render-parity.ts";

/** The plot's axis: 1 - cosine from 1e-14 to 1, a decade 40 units wide. */
const smallest = -14;
const left = 200;
const decade = 40;
const rowHeight = 34;

function at(value: number): number {
  return left + (Math.max(smallest, Math.log10(Math.max(value, 1e-300))) - smallest) * decade;
}

function plotRow(row: ParityRow, index: number): string {
  const y = 30 + index * rowHeight;
  const [mean, largest, bound] = [at(row.mean), at(row.largest), at(row.tolerance)];
  const verdict = row.largest <= row.tolerance ? "within" : "beyond";
  return `<g><title>${escapeHtml(`${row.backend} ${row.dtype}`)}: mean ${row.mean.toExponential(1)}, max ${row.largest.toExponential(1)}, allowed ${row.tolerance.toExponential(0)}</title>
<text x="${left - 12}" y="${y + 4}" text-anchor="end">${escapeHtml(`${row.backend} · ${row.dtype}`)}</text>
<line class="range ${verdict}" x1="${mean}" x2="${largest}" y1="${y}" y2="${y}"/>
<circle class="mean ${verdict}" cx="${mean}" cy="${y}" r="4"/><circle class="max ${verdict}" cx="${largest}" cy="${y}" r="6"/>
<line class="bound" x1="${bound}" x2="${bound}" y1="${y - 11}" y2="${y + 11}"/></g>`;
}

function plot(rows: readonly ParityRow[]): string {
  const height = 60 + rows.length * rowHeight;
  const ticks = Array.from({ length: 8 }, (_, index) => smallest + index * 2).map((exponent) => {
    const x = left + (exponent - smallest) * decade;
    return `<line class="grid" x1="${x}" x2="${x}" y1="10" y2="${height - 30}"/><text class="tick" x="${x}" y="${height - 12}" text-anchor="middle">1e${exponent}</text>`;
  });
  return `<svg viewBox="0 0 ${left + 14 * decade + 30} ${height}" role="img" aria-label="1 - cosine of every engine on a logarithmic axis">
${ticks.join("\n")}
${rows.map(plotRow).join("\n")}
</svg>`;
}

const style = `.range{stroke-width:3}.within{stroke:var(--good);fill:var(--good)}.beyond{stroke:var(--bad);fill:var(--bad)}
.mean{fill:var(--paper);stroke-width:2}.bound{stroke:var(--bound);stroke-width:2;stroke-dasharray:3 2}
th:nth-child(-n+4),td:nth-child(-n+4){text-align:left}.refused{text-align:left;color:var(--bad)}`;

function tableRow(result: ParityResult): string {
  if ("refused" in result) {
    return `<tr><td>${escapeHtml(result.backend)}</td><td></td><td>${escapeHtml(result.dtype)}</td><td class="refused" colspan="7">${escapeHtml(result.refused)}</td></tr>`;
  }
  return `<tr>${cellsOf(result)
    .map((cell) => `<td>${escapeHtml(cell)}</td>`)
    .join("")}</tr>`;
}

/** One self-contained page: a plot of the distances on a logarithmic axis, then the table. */
export function renderParityHtml(results: readonly ParityResult[], model: string, texts: string): string {
  const rows = results.filter((result): result is ParityRow => !("refused" in result));
  return withContentPolicy(
    page(
      `Isovec parity: ${model}`,
      style,
      `<h1>Same text, same vector: ${escapeHtml(model)}</h1>
<p>1 − cosine against HuggingFace's vectors in fp32, over ${escapeHtml(texts)}. Ring: mean. Dot: largest. Dashed: allowed.</p>
${plot(rows)}
<table><thead><tr>${parityHeads.map((head) => `<th>${head}</th>`).join("")}</tr></thead>
<tbody>${results.map(tableRow).join("\n")}</tbody></table>`,
    ),
  );
}
