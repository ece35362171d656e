import { fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { backendProviders } from "@isovec/backends";
import { IsovecError, type PartialConfiguration } from "@isovec/core";
import { Command } from "commander";
import { EmbedderSource } from "../../composition/tokens.ts";
import { probesFor } from "../../embedding/probe-source.ts";
import { packageFile } from "../../package-file.ts";
import { type GoldenTexts, goldenFromProbes, readGoldenTexts } from "../../parity/golden-texts.ts";
import { measureParity, type ParityResult, type ParityRow } from "../../parity/measure-parity.ts";
import { renderParityMarkdown, renderParityTable } from "../../parity/render-parity.ts";
import { renderParityHtml } from "../../parity/render-parity-html.ts";
import { type CommonOptions, withModelOptions } from "../options.ts";
import { type Session, withSession } from "../session.ts";

interface ParityOptions extends CommonOptions {
  readonly golden?: string;
  readonly html?: string;
  readonly markdown?: string;
  readonly one?: boolean;
}

const program = fileURLToPath(packageFile("bin/isovec.mjs"));

async function goldenTexts({ scope }: Session, options: ParityOptions): Promise<GoldenTexts> {
  if (options.golden !== undefined) return readGoldenTexts(options.golden);
  const source = scope.resolve(EmbedderSource);
  const card = await source.card();
  const probes = await probesFor(card, source.cacheDirectory, () => undefined);
  if (probes !== undefined) return goldenFromProbes(card.name, probes);
  throw new IsovecError("InputInvalid", `There is nothing to hold ${card.name} against.`, {
    remedy: "Name a folder of reference texts with --golden.",
  });
}

/** Measures the configured engine in this process. */
async function measureOne(options: ParityOptions): Promise<ParityRow> {
  return withSession(options, async (session) => {
    const golden = await goldenTexts(session, options);
    const source = session.scope.resolve(EmbedderSource);
    return measureParity(() => source.embedder(), golden, source.dtype);
  });
}

/** JSON has no NaN: what an engine with values that are not finite gives. */
function rowFrom(line: string): ParityRow {
  const row = JSON.parse(line) as ParityRow & { largest: number | null; mean: number | null };
  return { ...row, largest: row.largest ?? Number.NaN, mean: row.mean ?? Number.NaN };
}

/** Measures one engine in a process of its own, so that its memory is its own. */
function measureApart(engine: PartialConfiguration, options: ParityOptions): Promise<ParityResult> {
  const { backend = "", dtype = "" } = engine;
  const parameters = ["parity", "--one", "--backend", backend, "--dtype", dtype];
  for (const key of ["model", "config", "golden", "device"] as const) {
    const value = options[key];
    if (value !== undefined) parameters.push(`--${key}`, value);
  }
  const child = fork(program, parameters, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let said = "";
  let complained = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complained += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(rowFrom(said));
      // The last words are the error; lines before it are about progress.
      else
        resolve({
          backend,
          dtype,
          refused: complained
            .slice(complained.lastIndexOf("isovec: ") + 8)
            .replace(/\s+/g, " ")
            .trim(),
        });
    });
  });
}

async function run(options: ParityOptions): Promise<void> {
  if (options.one) {
    process.stdout.write(`${JSON.stringify(await measureOne(options))}\n`);
    return;
  }
  const chosen = backendProviders.filter(({ id }) => options.backend === undefined || id === options.backend);
  if (chosen.length === 0) await measureOne(options);
  const results: ParityResult[] = [];
  for (const { id, dtypes } of chosen) {
    for (const { name } of dtypes.filter(
      ({ name }) => options.dtype === undefined || name === options.dtype,
    )) {
      process.stderr.write(`Measuring ${id} ${name} …\n`);
      const result = await measureApart({ backend: id, dtype: name }, options);
      results.push(result);
      // An engine that is not configured is so for every dtype.
      if ("refused" in result && result.refused.startsWith("backendOptions")) break;
    }
  }
  const { model, texts } = await withSession({ ...options, backend: "onnx" }, async (session) => ({
    model: (await session.scope.resolve(EmbedderSource).card()).name,
    texts: (await goldenTexts(session, options)).name,
  }));
  if (options.html !== undefined) await writeFile(options.html, renderParityHtml(results, model, texts));
  if (options.markdown !== undefined) await writeFile(options.markdown, renderParityMarkdown(results, texts));
  process.stdout.write(
    options.json ? `${JSON.stringify({ model, texts, results })}\n` : renderParityTable(results),
  );
}

export function parityCommand(): Command {
  const command = new Command("parity").description(
    "Measure how near every engine's vectors are to the reference, its speed and its memory.",
  );
  return withModelOptions(command)
    .option("--golden <dir>", "reference texts and vectors (default: the model's probes)")
    .option("--html <file>", "write a page with a plot")
    .option("--markdown <file>", "write a table for the documentation")
    .option("--json", "one JSON object")
    .option("--one", "measure the configured engine in this process")
    .action((_options, self: Command) => run(self.optsWithGlobals<ParityOptions>()));
}
