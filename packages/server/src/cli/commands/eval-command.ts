import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { IsovecError } from "@isovec/core";
import { Command, Option } from "commander";
import { EmbedderSource } from "../../composition/tokens.ts";
import { evaluate } from "../../evaluation/evaluate.ts";
import type { EngineResult, EvaluationReport } from "../../evaluation/evaluation-report.ts";
import { makeQuestionSet, type Question } from "../../evaluation/question-set.ts";
import { renderEvaluation } from "../../evaluation/render-evaluation.ts";
import { renderEvaluationHtml } from "../../evaluation/render-evaluation-html.ts";
import { DiskFolder } from "../../index/discover/disk-folder.ts";
import { coloursFor } from "../colours.ts";
import { type CommonOptions, positiveInteger, withModelOptions } from "../options.ts";
import { openIndex, withSession } from "../session.ts";
import { refreshWithProgress } from "./index-command.ts";
import { writePage } from "./report-on-index.ts";

interface EvalOptions extends CommonOptions {
  readonly limit: number;
  readonly seed: number;
  readonly backends?: readonly string[];
  readonly html?: string;
}

/** Where the copy of the code and its indexes lie while they are asked. */
interface Place {
  readonly root: string;
  readonly copy: string;
  readonly state: string;
}

async function questionsOf(place: Place, options: EvalOptions): Promise<Question[]> {
  const { root, copy } = place;
  const { limit, seed } = options;
  return withSession({ ...options, path: root }, async ({ progress, signal }) => {
    progress.show("Making questions");
    const questions = await makeQuestionSet({ root, copy, limit, seed, signal });
    progress.end();
    if (questions.length > 0) return questions;
    throw new IsovecError("InputInvalid", `${root} says nothing that could be asked.`, {
      remedy:
        "Name a repository with documented definitions, names that several files use, or a history of small commits.",
    });
  });
}

/** One engine's index of the copy, asked every question in every mode. */
function resultOf(
  { root, copy, state }: Place,
  questions: readonly Question[],
  options: EvalOptions,
): Promise<EngineResult & { readonly files: number }> {
  return withSession({ ...options, path: copy, state }, async (session) => {
    const index = await openIndex(session, copy);
    const { files, chunks, seconds } = await refreshWithProgress(index, session);
    const history = await new DiskFolder(root).history(session.signal);
    const modes = await evaluate({ index, history }, questions, session.signal, (done, of) =>
      session.progress.show(`Asking, ${done} of ${of}`),
    );
    session.progress.end();
    const { modelName, backendId, device } = await session.scope.resolve(EmbedderSource).embedder();
    const { bytes } = index.status();
    return { model: modelName, backend: backendId, device, files, chunks, bytes, seconds, modes };
  });
}

async function run(folder: string, options: EvalOptions): Promise<void> {
  const root = resolve(folder);
  const scratch = await mkdtemp(join(tmpdir(), "isovec-eval-"));
  // The folder's name shows in paths and in the report.
  const copy = join(scratch, basename(root));
  try {
    const questions = await questionsOf({ root, copy, state: scratch }, options);
    const engines: EngineResult[] = [];
    let files = 0;
    for (const backend of options.backends ?? [options.backend]) {
      const state = join(scratch, `state-${engines.length}`);
      const chosen = backend === undefined ? options : { ...options, backend };
      const { files: indexed, ...engine } = await resultOf({ root, copy, state }, questions, chosen);
      engines.push(engine);
      files = indexed;
    }
    const { seed } = options;
    const report: EvaluationReport = {
      folder: basename(root),
      files,
      questions: questions.length,
      seed,
      engines,
    };
    if (options.html !== undefined) await writePage(options.html, renderEvaluationHtml(report));
    process.stdout.write(
      options.json ? `${JSON.stringify(report)}\n` : renderEvaluation(report, coloursFor(process.stdout)),
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export function evalCommand(): Command {
  const command = new Command("eval")
    .description(
      "Measure search on your own repository: what its documentation, its commits and its names ask for.",
    )
    .argument("[folder]", "repository to ask about", ".");
  return withModelOptions(command)
    .option("--backends <ids...>", "engines to compare (default: the configured one)")
    .addOption(
      new Option("--limit <n>", "questions of each kind at most").argParser(positiveInteger).default(100),
    )
    .addOption(new Option("--seed <n>", "which questions are drawn").argParser(positiveInteger).default(1))
    .option("--html <file>", "write a page with a picture")
    .option("--json", "one JSON object")
    .action((folder: string, _options, self: Command) => run(folder, self.optsWithGlobals<EvalOptions>()));
}
