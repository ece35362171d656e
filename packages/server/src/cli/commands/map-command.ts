import { writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Command, Option } from "commander";
import { drawMap } from "../../map/draw-map.ts";
import { type MapLinks, renderMapHtml } from "../../map/render-map-html.ts";
import { describeBytes } from "../describe-download.ts";
import { type CommonOptions, withIndexOptions } from "../options.ts";
import { openIndex, withSession } from "../session.ts";
import { folderOfIndex } from "./folder-of-index.ts";
import { type Freshness, freshen, withFreshness } from "./freshness.ts";

interface MapOptions extends CommonOptions, Freshness {
  readonly path: string;
  readonly html: string;
  readonly links: MapLinks;
}

async function run(folder: string | undefined, options: MapOptions): Promise<void> {
  await withSession(options, async (session) => {
    const { progress, signal } = session;
    const inside = folderOfIndex(options.path, folder);
    const index = await openIndex(session, options.path);
    await freshen(index, session, options);
    const map = await drawMap(index.chunks(inside), { signal, onProgress: (line) => progress.show(line) });
    progress.end();
    const title = inside === "" ? basename(resolve(options.path)) : inside;
    const html = renderMapHtml(map, options.path, title, options.links);
    await writeFile(options.html, html);
    const result = {
      file: resolve(options.html),
      chunks: map.points.length,
      basis: map.basis,
      bytes: Buffer.byteLength(html),
    };
    process.stdout.write(
      options.json
        ? `${JSON.stringify(result)}\n`
        : `${join(options.html)}: ${result.chunks} chunks, ${describeBytes(result.bytes)}.\n`,
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
      new Option("--links <kind>", "where a click leads: into VS Code here, or to the file beside the page")
        .choices(["vscode", "relative"])
        .default("vscode"),
    )
    .option("--json", "one line of JSON")
    .action((folder: string | undefined, _options, self: Command) =>
      run(folder, self.optsWithGlobals<MapOptions>()),
    );
}
