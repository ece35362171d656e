import { withContentPolicy } from "../html/content-policy.ts";
import { escapeHtml, page } from "../html/page.ts";
import type { Duplicate, DuplicateReport } from "./find-duplicates.ts";
import { describeLikeness, summary } from "./render-duplicates.ts";

const style = `body{max-width:76rem}section{border-top:1px solid var(--line);padding:.75rem 0}h2{font-size:1rem;margin:0 0 .25rem}
ul{margin:.25rem 0;padding-left:1.2rem}li span{color:var(--dim)}summary{cursor:pointer;color:var(--dim)}
.pieces{display:grid;grid-template-columns:repeat(auto-fit,minmax(24rem,1fr));gap:1rem}
figure{margin:.5rem 0;min-width:0}figcaption{color:var(--dim);font-size:.85rem}
pre{overflow:auto;max-height:24rem;padding:.6rem;border:1px solid var(--line);font-size:12px;margin:.25rem 0}`;

/** Code of so many members is shown; all are listed. */
const mostShown = 4;

function place({ path, startLine, endLine }: Duplicate): string {
  return escapeHtml(`${path}:${startLine}-${endLine}`);
}

function section(group: readonly Duplicate[], index: number): string {
  const items = group.map((member, row) => {
    const how = row === 0 ? "" : ` <span>${describeLikeness(member)}</span>`;
    return `<li><code>${place(member)}</code> ${escapeHtml(member.symbols.slice(0, 3).join(", "))}${how}</li>`;
  });
  const code = group
    .slice(0, mostShown)
    .map(
      (member) =>
        `<figure><figcaption>${place(member)}</figcaption><pre tabindex="0">${escapeHtml(member.text)}</pre></figure>`,
    );
  return `<section><h2>${index + 1}. ${group.length} pieces</h2><ul>${items.join("")}</ul>
<details><summary>Code</summary><div class="pieces">${code.join("")}</div></details></section>`;
}

/** One self-contained page with the code of every group. */
export function renderDuplicatesHtml(report: DuplicateReport, folder: string): string {
  const body = `<h1>Duplicates in ${escapeHtml(folder)}</h1><p>${escapeHtml(summary(report))}</p>
${report.groups.map(section).join("\n")}`;
  return withContentPolicy(page(`Duplicates in ${folder}`, style, body));
}
