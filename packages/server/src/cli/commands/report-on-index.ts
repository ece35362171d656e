import { writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { IsovecError } from "@isovec/core";
import type { Command } from "commander";
import type { CodeIndex } from "../../index/code-index.ts";
import type { CommonOptions } from "../options.ts";
import { openIndex, type Session, withSession } from "../session.ts";
import { folderOfIndex } from "./folder-of-index.ts";
import { refreshWithProgress } from "./index-command.ts";

/** How much of an index is brought up to date before a report on it. */
export interface Freshness {
  readonly refresh: boolean;
  readonly embed: boolean;
}

export function withFreshness(command: Command): Command {
  return command
    .option("--no-embed", "read what is new, but embed nothing: a matter of seconds")
    .option("--no-refresh", "take the index as it is");
}

/** Reads files and cuts them; the run is left when embedding begins. */
async function refreshWords(index: CodeIndex, { progress, signal }: Session): Promise<void> {
  const isEnough = new AbortController();
  const refresh = index.refresh({
    signal: AbortSignal.any([signal, isEnough.signal]),
    onProgress: (done) => {
      if (done.phase === "embedding") isEnough.abort();
      else progress.update(done);
    },
  });
  await refresh.catch((error: unknown) => {
    if (signal.aborted || !isEnough.signal.aborted) throw error;
  });
  progress.end();
}

/** What a report is about: an index that is as fresh as was asked for, and a folder in it. */
export interface ReportSubject extends Session {
  readonly index: CodeIndex;
  /** As the index names it: relative, empty for all of it. */
  readonly folder: string;
  /** For a heading. */
  readonly title: string;
}

/** Opens the index for a report and brings it up to date. */
export function withReport<T>(
  folder: string | undefined,
  options: CommonOptions & Freshness & { readonly path: string },
  report: (subject: ReportSubject) => Promise<T>,
): Promise<T> {
  return withSession(options, async (session) => {
    const inside = folderOfIndex(options.path, folder);
    const index = await openIndex(session, options.path);
    if (options.refresh) await (options.embed ? refreshWithProgress : refreshWords)(index, session);
    const title = inside === "" ? basename(resolve(options.path)) : inside;
    return report({ ...session, index, folder: inside, title });
  });
}

/** @throws IsovecError `InputInvalid` when the file cannot be written */
export async function writePage(file: string, html: string): Promise<void> {
  await writeFile(file, html).catch((error: unknown) => {
    throw new IsovecError("InputInvalid", `${file} cannot be written: ${(error as Error).message}.`, {
      remedy: "Name a file in a folder that is there with --html.",
      cause: error,
    });
  });
}
