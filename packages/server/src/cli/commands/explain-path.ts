import type { Explanation } from "../../index/discover/explain.ts";
import { explainPath, type FolderExplanation } from "../../index/discover/explain-folder.ts";
import { cancelOnSignals } from "../cancel-on-signals.ts";
import { type Colours, coloursFor } from "../colours.ts";
import { ProgressReport } from "../progress-report.ts";

/** The rest is counted; `--json` has them all. */
const mostShown = 40;

function describe({ path, isIndexed, sentence, rule }: Explanation, colours: Colours): string {
  const verdict = isIndexed ? colours.green("in") : colours.yellow("out");
  const source = rule === undefined ? "" : ` ${colours.dim(`${rule.source}:${rule.line}: ${rule.pattern}`)}`;
  return `${colours.cyan(path === "" ? "." : path)}  ${verdict}: ${sentence}${source}\n`;
}

function describeFolder(folder: FolderExplanation, colours: Colours): string {
  const { indexed, leftOut } = folder;
  const reasons = new Map<string, number>();
  for (const { reason = "" } of leftOut) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const counts = [...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `${count} ${reason}`);
  const rest = leftOut.length - mostShown;
  return [
    describe(folder, colours),
    `${indexed} files in, ${leftOut.length} out${counts.length === 0 ? "" : `: ${counts.join(", ")}`}\n`,
    ...leftOut.slice(0, mostShown).map((file) => `  ${describe(file, colours)}`),
    ...(rest > 0 ? [`  and ${rest} more\n`] : []),
  ].join("");
}

/** `isovec index --explain PATH`: reads files, but neither the index nor a model. */
export async function explain(
  path: string,
  options: { readonly path: string; readonly json?: boolean },
): Promise<void> {
  const progress = new ProgressReport(process.stderr);
  const { signal, release } = cancelOnSignals();
  try {
    const explanation = await explainPath(options.path, path, {
      signal,
      onProgress: (files, of) => progress.show(`Reading ${files} of ${of} files`),
    });
    progress.end();
    const colours = coloursFor(process.stdout);
    const text =
      "leftOut" in explanation ? describeFolder(explanation, colours) : describe(explanation, colours);
    process.stdout.write(options.json ? `${JSON.stringify(explanation)}\n` : text);
  } finally {
    progress.end();
    release();
  }
}
