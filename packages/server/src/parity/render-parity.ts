import type { ParityResult, ParityRow } from "./measure-parity.ts";

/** The columns of every rendering. */
export const parityHeads: readonly string[] = [
  "engine",
  "device",
  "dtype",
  "ids",
  "1 - cosine max",
  "mean",
  "allowed",
  "tokens/s",
  "load",
  "memory",
];

/** One measured engine, column by column. */
export function cellsOf(row: ParityRow): string[] {
  return [
    row.backend,
    row.device,
    row.dtype,
    row.idsEqual ? "equal" : "differ",
    row.largest.toExponential(1),
    row.mean.toExponential(1),
    row.tolerance.toExponential(0),
    row.tokensPerSecond.toFixed(0),
    `${(row.loadMs / 1000).toFixed(1)} s`,
    row.memory === undefined ? "" : `${row.memory} MB`,
  ];
}

/** A table for a terminal; engines that were refused follow with their reason. */
export function renderParityTable(results: readonly ParityResult[]): string {
  const rows = results.filter((result): result is ParityRow => !("refused" in result)).map(cellsOf);
  const widths = parityHeads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column < 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const refused = results.flatMap((result) =>
    "refused" in result ? [`${result.backend} ${result.dtype}: ${result.refused}`] : [],
  );
  return `${[line(parityHeads), ...rows.map(line), ...refused].join("\n")}\n`;
}

/** The same for docs/parity.md. */
export function renderParityMarkdown(results: readonly ParityResult[], texts: string): string {
  const rows = results.flatMap((result) =>
    "refused" in result
      ? [`| ${result.backend} | | ${result.dtype} | ${result.refused.replaceAll("|", "\\|")} ||||||| `]
      : [`| ${cellsOf(result).join(" | ")} |`],
  );
  return `# Parity

Written by \`isovec parity --markdown docs/parity.md\` over ${texts}. 1 - cosine is against HuggingFace's stack in fp32.
Speed, load time and memory are of the machine that wrote it, all engines one after the other.

| ${parityHeads.join(" | ")} |
|${parityHeads.map(() => "---").join("|")}|
${rows.join("\n")}
`;
}
