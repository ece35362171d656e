import type { Colours } from "../cli/colours.ts";
import type { EvaluationReport } from "./evaluation-report.ts";
import { kindTitles } from "./question-set.ts";

const score = (value: number): string => value.toFixed(3);

const titles = Object.values(kindTitles);
const head = `  mode       nDCG@10  MRR@10  recall@10       ms   ${titles.join("  ")}`;

/** A table for a terminal. */
export function renderEvaluation(
  { folder, files, questions, engines }: EvaluationReport,
  colours: Colours,
): string {
  const lines = [`${folder}: ${questions} questions about ${files} files`];
  for (const { model, backend, device, modes, chunks, bytes, seconds } of engines) {
    const index = `${chunks} chunks, ${(bytes / 1e6).toFixed(1)} MB, built in ${seconds.toFixed(1)} s`;
    lines.push("", `${colours.bold(`${model} on ${backend} (${device})`)}  ${colours.dim(index)}`);
    lines.push(colours.dim(head));
    for (const { mode, ndcg, reciprocalRank, recall, ms, kinds } of modes) {
      const cells = [
        score(ndcg).padStart(9),
        score(reciprocalRank).padStart(8),
        score(recall).padStart(11),
        ms.toFixed(1).padStart(9),
        " ",
        ...kinds.map(({ kind, questions: own, ndcg: value }) =>
          (own === 0 ? "–" : score(value)).padStart(kindTitles[kind].length + 2),
        ),
      ];
      lines.push(`  ${mode.padEnd(8)}${cells.join("")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
