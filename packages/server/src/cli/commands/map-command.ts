import { resolve } from "node:path";
import { Command, Option } from "commander";
import { drawMap } from "../../map/draw-map.ts";
import { type MapLinks, renderMapHtml } from "../../map/render-map-html.ts";
import { describeBytes } from "../describe-download.ts";
import { type CommonOptions, withIndexOptions } from "../options.ts";
import { type Freshness, withFreshness, withReport, writePage } from "./report-on-index.ts";

interface MapOptions extends CommonOptions, Freshness {
  readonly path: string;
  readonly html: string;
  readonly links: MapLinks;
}

function run(folder: string | undefined, options: MapOptions): Promise<void> {
  return withReport(folder, options, async ({ index, folder: inside, title, progress, signal }) => {
    const map = await drawMap(index.chunks(inside), { signal, onProgress: (line) => progress.show(line) });
    progress.end();
    const html = renderMapHtml(map, options.path, title, options.links);
    await writePage(options.html, html);
    const [chunks, bytes] = [map.points.length, Buffer.byteLength(html)];
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ file: resolve(options.html), chunks, basis: map.basis, bytes })}\n`
        : `${options.html}: ${chunks} chunks, ${describeBytes(bytes)}.\n`,
    );
  });
}

export function mapCommand(): Command {
  const command = new Command("map")
    .description("Draw the code as a picture of its chunks, near ones together, in one HTML file.")
    .argument("[folder]", "folder in the one that is indexed (default: all of it)");
  return withFreshness(withIndexOptions(command))
    .requiredOption("--html <file>", "the page to write")
    .addOption(
      new Option(
        "--links <kind>",
        "where a click leads: into VS Code here, to the file beside the page, or to the extension that shows it",
      )
        .choices(["vscode", "relative", "extension"])
        .default("vscode"),
    )
    .option("--json", "one line of JSON")
    .action((folder: string | undefined, _options, self: Command) =>
      run(folder, self.optsWithGlobals<MapOptions>()),
    );
}
