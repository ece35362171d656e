import { Command } from "commander";
import type { CodeIndex, RefreshReport } from "../../index/code-index.ts";
import { describeBytes } from "../describe-download.ts";
import { type CommonOptions, withIndexOptions } from "../options.ts";
import { openIndex, type Session, withSession } from "../session.ts";
import { explain } from "./explain-path.ts";

/** Brings the index up to date with progress, and names every file that could not be read. */
export async function refreshWithProgress(index: CodeIndex, session: Session): Promise<RefreshReport> {
  const { progress, signal } = session;
  const report = await index.refresh({ signal, onProgress: (done) => progress.update(done) });
  progress.end();
  for (const { path, message } of report.errors) progress.note(`Left out ${path}: ${message}`);
  return report;
}

interface IndexOptions extends CommonOptions {
  readonly path: string;
  readonly explain?: string;
  readonly import?: string;
  readonly export?: string;
}

async function run(options: IndexOptions): Promise<void> {
  await withSession(options, async (session) => {
    const { signal } = session;
    const index = await openIndex(session, options.path);
    const read = options.import === undefined ? undefined : await index.importPack(options.import, signal);
    const { files, chunks, embedded, seconds } = await refreshWithProgress(index, session);
    const pack = options.export === undefined ? undefined : await index.exportPack(options.export, signal);
    if (options.json) {
      const result = { files, chunks, embedded, seconds: Math.round(seconds * 1000) / 1000 };
      const imported = read && { file: read.file, vectors: read.vectors, taken: read.taken };
      process.stdout.write(
        `${JSON.stringify({ ...result, ...(imported && { imported }), ...(pack && { exported: pack }) })}\n`,
      );
      return;
    }
    const lines = [
      read && `${read.taken} of ${read.vectors} vectors taken from ${read.file}.`,
      `${files} files, ${chunks} chunks, ${embedded} embedded in ${seconds.toFixed(1)} s.`,
      pack && `${pack.vectors} vectors written to ${pack.file} (${describeBytes(pack.bytes)}).`,
    ];
    process.stdout.write(`${lines.filter(Boolean).join("\n")}\n`);
  });
}

export function indexCommand(): Command {
  const command = new Command("index").description("Build or refresh the index of a folder.");
  return withIndexOptions(command)
    .option("--explain <path>", "say of a file or folder by which rule it is in or out, and index nothing")
    .option("--import <file>", "take the vectors of a pack first, so that only what is new is embedded")
    .option("--export <file>", "write the vectors of all chunks into a pack at the end")
    .option("--json", "end with one line of JSON")
    .action(async (_options, self: Command) => {
      const options = self.optsWithGlobals<IndexOptions>();
      if (options.explain !== undefined) return explain(options.explain, options);
      await run(options);
    });
}
