import { Command } from "commander";
import type { CodeIndex, RefreshReport } from "../../index/code-index.ts";
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

export function indexCommand(): Command {
  const command = new Command("index").description("Build or refresh the index of a folder.");
  return withIndexOptions(command)
    .option("--explain <path>", "say of a file or folder by which rule it is in or out, and index nothing")
    .option("--json", "end with one line of JSON")
    .action(async (_options, self: Command) => {
      const options = self.optsWithGlobals<
        CommonOptions & { readonly path: string; readonly explain?: string }
      >();
      if (options.explain !== undefined) return explain(options.explain, options);
      await withSession(options, async (session) => {
        const index = await openIndex(session, options.path);
        const { files, chunks, embedded, seconds } = await refreshWithProgress(index, session);
        const result = { files, chunks, embedded, seconds: Math.round(seconds * 1000) / 1000 };
        process.stdout.write(
          options.json
            ? `${JSON.stringify(result)}\n`
            : `${files} files, ${chunks} chunks, ${embedded} embedded in ${seconds.toFixed(1)} s.\n`,
        );
      });
    });
}
