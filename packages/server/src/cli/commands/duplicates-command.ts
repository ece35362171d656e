import { Command, InvalidArgumentError, Option } from "commander";
import { findDuplicates } from "../../duplicates/find-duplicates.ts";
import { renderDuplicates } from "../../duplicates/render-duplicates.ts";
import { renderDuplicatesHtml } from "../../duplicates/render-duplicates-html.ts";
import { coloursFor } from "../colours.ts";
import { exitCodes } from "../failure.ts";
import { type CommonOptions, positiveInteger, withIndexOptions } from "../options.ts";
import { type Freshness, withFreshness, withReport, writePage } from "./report-on-index.ts";

interface DuplicatesOptions extends CommonOptions, Freshness {
  readonly path: string;
  readonly minLines: number;
  readonly failOver?: number;
  readonly html?: string;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError("It must be a whole number.");
}

function run(folder: string | undefined, options: DuplicatesOptions): Promise<void> {
  return withReport(folder, options, async ({ index, folder: inside, title, progress, signal }) => {
    const report = await findDuplicates(index.chunks(inside), {
      minimumLines: options.minLines,
      signal,
      onProgress: (line) => progress.show(line),
    });
    progress.end();
    if (options.html !== undefined) await writePage(options.html, renderDuplicatesHtml(report, title));
    process.stdout.write(
      options.json ? `${JSON.stringify(report)}\n` : renderDuplicates(report, coloursFor(process.stdout)),
    );
    const isTooMuch = options.failOver !== undefined && report.groups.length > options.failOver;
    process.exitCode = isTooMuch ? exitCodes.failure : exitCodes.success;
  });
}

export function duplicatesCommand(): Command {
  const command = new Command("duplicates")
    .description("Report code that is there more than once: the same, under other names, or nearly the same.")
    .argument("[folder]", "folder in the one that is indexed (default: all of it)");
  return withFreshness(withIndexOptions(command))
    .addOption(
      new Option("--min-lines <n>", "shortest piece that is reported").argParser(positiveInteger).default(6),
    )
    .addOption(
      new Option("--fail-over <n>", "exit with 1 when there are more groups than this").argParser(
        wholeNumber,
      ),
    )
    .option("--html <file>", "write a page with the code of every group")
    .option("--json", "one JSON object")
    .action((folder: string | undefined, _options, self: Command) =>
      run(folder, self.optsWithGlobals<DuplicatesOptions>()),
    );
}
