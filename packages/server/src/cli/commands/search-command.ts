import { IsovecError } from "@isovec/core";
import type { SearchMode } from "@isovec/core/protocol";
import { Command, Option } from "commander";
import { z } from "zod";
import type { CodeIndex, IndexHit } from "../../index/code-index.ts";
import { matchingLine } from "../../index/search/matching-line.ts";
import { coloursFor } from "../colours.ts";
import { describeError, exitCodes, UsageError } from "../failure.ts";
import { readJsonLines } from "../json-lines.ts";
import { type CommonOptions, positiveInteger, several, withIndexOptions } from "../options.ts";
import { renderHits } from "../render-hits.ts";
import { openIndex, type Session, withSession } from "../session.ts";
import { refreshWithProgress } from "./index-command.ts";

interface SearchOptions extends CommonOptions {
  readonly path: string;
  readonly limit: number;
  readonly mode: SearchMode;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly language?: readonly string[];
  readonly queries?: string;
  readonly refresh: boolean;
  readonly explain?: boolean;
}

interface Answer {
  readonly id?: string | number;
  readonly query: string;
  readonly ms: number;
  readonly hits: readonly IndexHit[];
}

const queryLine = z.object({ id: z.union([z.string(), z.number()]), query: z.string().min(1) });

async function* questionsOf(
  question: string | undefined,
  file: string | undefined,
): AsyncGenerator<{ readonly id?: string | number; readonly query: string }> {
  if (question !== undefined) yield { query: question };
  if (file !== undefined) for await (const { value } of readJsonLines(file, queryLine)) yield value;
}

function writeJson({ id, query, ms, hits }: Answer, explain: boolean): void {
  const results = hits.map(({ path, startLine, endLine, score, text, alsoAt, why }) => {
    const line = startLine + matchingLine(text, query);
    return { path, startLine, endLine, line, score, ...(alsoAt && { alsoAt }), ...(explain && { why }) };
  });
  const answer = { ...(id === undefined ? { query } : { id }), ms: Math.round(ms * 10) / 10, results };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function refuse(id: Answer["id"], error: IsovecError, { json, verbose = false }: SearchOptions): void {
  const { name, message, remedy } = error;
  if (json) process.stdout.write(`${JSON.stringify({ id, error: { name, message, remedy } })}\n`);
  else process.stderr.write(describeError(error, coloursFor(process.stderr), verbose));
}

async function answer(index: CodeIndex, query: string, options: SearchOptions, { signal }: Session) {
  const start = performance.now();
  const { limit, mode, include, exclude, language: languages } = options;
  const hits = await index.search({ query, limit, mode, include, exclude, languages, signal });
  return { query, hits, ms: performance.now() - start };
}

async function run(question: string | undefined, options: SearchOptions): Promise<void> {
  if ((question === undefined) === (options.queries === undefined)) {
    throw new UsageError("Search needs a question or --queries FILE, and not both.");
  }
  if (question?.trim() === "") throw new UsageError("The question is empty.");
  await withSession(options, async (session) => {
    const index = await openIndex(session, options.path);
    if (options.refresh) await refreshWithProgress(index, session);
    const colours = coloursFor(process.stdout);
    const explain = options.explain === true;
    for await (const { id, query } of questionsOf(question, options.queries)) {
      try {
        const given = await answer(index, query, options, session);
        if (options.json) writeJson({ ...given, ...(id !== undefined && { id }) }, explain);
        else process.stdout.write(renderHits(given, colours, explain));
      } catch (error) {
        // A question of many that cannot be read, as while somebody types a filter, does not end the others.
        if (options.queries === undefined || !IsovecError.is(error) || error.name !== "InputInvalid")
          throw error;
        refuse(id, error, options);
        process.exitCode = exitCodes.failure;
      }
    }
  });
}

export function searchCommand(): Command {
  const command = new Command("search")
    .description("Search a folder by meaning and by words. Indexes it first when needed.")
    .argument("[question]", "what to look for, in your own words");
  return withIndexOptions(command)
    .addOption(new Option("--limit <n>", "how many hits").argParser(positiveInteger).default(10))
    .addOption(
      new Option("--mode <mode>", "how to search")
        .choices(["hybrid", "semantic", "lexical"])
        .default("hybrid"),
    )
    .option(
      "--include <pattern>",
      'only files with this in their path, or by a pattern: "src/**/*.ts"',
      several,
    )
    .option("--exclude <pattern>", "the same, for files to leave out", several)
    .option("--language <name>", "only files of this language, by name or extension", several)
    .option("--queries <file>", 'many questions: lines {"id", "query"} (- reads standard input)')
    .option("--explain", "say of each hit what it stands on")
    .option("--no-refresh", "search the index as it is")
    .option("--json", "one line of JSON a question")
    .action((question: string | undefined, _options, self: Command) =>
      run(question, self.optsWithGlobals<SearchOptions>()),
    );
}
