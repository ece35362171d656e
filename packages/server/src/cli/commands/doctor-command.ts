import { writeFile } from "node:fs/promises";
import { openPlainServer } from "@isovec/backends";
import { createEmbedder, createTokenizer, IsovecError, type ModelCard } from "@isovec/core";
import { Command, Option } from "commander";
import { Configuration, EmbedderSource } from "../../composition/tokens.ts";
import { type DoctorSubject, reportOn } from "../../doctor/doctor-report.ts";
import { enginePatient, serverPatient } from "../../doctor/patients.ts";
import { openReference } from "../../doctor/reference.ts";
import type { Surgery } from "../../doctor/remedies.ts";
import { renderDoctor } from "../../doctor/render-doctor.ts";
import { renderDoctorHtml } from "../../doctor/render-doctor-html.ts";
import { chooseEngine } from "../../embedding/engine-choice.ts";
import { coloursFor } from "../colours.ts";
import { exitCodes, UsageError } from "../failure.ts";
import { type CommonOptions, withModelOptions } from "../options.ts";
import { type Session, withSession } from "../session.ts";

interface DoctorOptions extends CommonOptions {
  readonly url?: string;
  readonly api?: Exclude<Surgery, "engine">;
  readonly serverModel?: string;
  readonly keyVariable?: string;
  readonly reference: boolean;
  readonly html?: string;
}

interface OpenSubject extends DoctorSubject {
  dispose(): Promise<void>;
}

/** How the options are spelt where the engine http has other words for them. */
const spellings: Readonly<Record<string, string>> = {
  "backendOptions.url": "--url",
  "backendOptions.api": "--api",
  "backendOptions.keyVariable": "--key-variable",
  "backendOptions.model": "--server-model",
  keyVariable: "--key-variable",
  ", or lower backendOptions.concurrency": "",
};

function inOptions(text: string): string {
  return Object.entries(spellings).reduce((said, [key, option]) => said.replaceAll(key, option), text);
}

function assertOptions({ url, api, backend, serverModel, keyVariable }: DoctorOptions): void {
  if (url === undefined) {
    const stray = { "--api": api, "--server-model": serverModel, "--key-variable": keyVariable };
    const given = Object.entries(stray).find(([, value]) => value !== undefined)?.[0];
    if (given !== undefined) throw new UsageError(`${given} is about a server: name it with --url.`);
  } else {
    if (api === undefined) {
      throw new UsageError("--url needs --api: openai, tei, ollama or llama-server.");
    }
    if (backend !== undefined)
      throw new UsageError("Name either a server with --url or an engine with --backend.");
  }
}

function openServer(options: DoctorOptions, card: ModelCard, { signal }: Session): OpenSubject {
  const { url, api = "openai", serverModel, keyVariable } = options;
  try {
    const server = openPlainServer(card, {
      url,
      api,
      ...(serverModel !== undefined && { model: serverModel }),
      ...(keyVariable !== undefined && { keyVariable }),
    });
    return {
      name: server.host,
      surgery: api,
      model: card.name,
      patient: serverPatient(server, card, signal),
      dispose: () => server.dispose(),
    };
  } catch (error) {
    if (!(IsovecError.is(error) && error.name === "ConfigurationInvalid")) throw error;
    throw new UsageError(inOptions(`${error.message} ${error.remedy ?? ""}`.trim()));
  }
}

async function openEngine(
  card: ModelCard,
  { scope, progress }: Session,
  signal: AbortSignal,
): Promise<OpenSubject> {
  const onProgress = (message: string): void => progress.note(message);
  const { cacheDirectory } = scope.resolve(EmbedderSource);
  const { provider, options, dtype } = chooseEngine(scope.resolve(Configuration), {
    cacheDirectory,
    onProgress,
  });
  const backend = await provider.load(card, options);
  const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
  return {
    name: `The engine ${provider.id} (${dtype.name})`,
    surgery: "engine",
    model: card.name,
    patient: enginePatient(embedder, signal),
    dispose: () => embedder.dispose(),
  };
}

/** A server's failure in the words of this command. */
function asDoctor(error: unknown): unknown {
  if (!IsovecError.is(error)) return error;
  return new IsovecError(error.name, inOptions(error.message), {
    remedy: inOptions(error.remedy ?? "").replaceAll(" in backendOptions", ""),
    retryable: error.retryable,
    cause: error,
  });
}

async function run(options: DoctorOptions): Promise<void> {
  assertOptions(options);
  // A server is held against a model that servers have, unless another is named.
  const asked = options.url === undefined ? options : { ...options, backend: "http" };
  await withSession(asked, async (session) => {
    const { scope, progress, signal } = session;
    const note = (message: string): void => progress.note(message);
    const source = scope.resolve(EmbedderSource);
    const card = await source.card();
    const subject =
      options.url === undefined
        ? await openEngine(card, session, signal)
        : openServer(options, card, session);
    let reference: Awaited<ReturnType<typeof openReference>>;
    try {
      if (options.url !== undefined) {
        note(
          `${subject.name} is sent about a hundred built-in texts in fifty requests, and nothing of yours`,
        );
      }
      if (options.reference) {
        reference = await openReference(card, source.cacheDirectory, note);
        if (reference === undefined) {
          note(`${card.name} cannot be looked into here: only what shows without it is examined`);
        }
      }
      const report = await reportOn(subject, reference?.pipelines, note);
      if (options.html !== undefined) await writeFile(options.html, renderDoctorHtml(report));
      process.stdout.write(
        options.json ? `${JSON.stringify(report)}\n` : renderDoctor(report, coloursFor(process.stdout)),
      );
      process.exitCode = report.healthy ? exitCodes.success : exitCodes.failure;
    } catch (error) {
      throw options.url === undefined ? error : asDoctor(error);
    } finally {
      await subject.dispose();
      await reference?.dispose();
    }
  });
}

export function doctorCommand(): Command {
  const command = new Command("doctor").description(
    "Examine an embedding server or an engine: what is wrong with its vectors, what it costs, how to mend it.",
  );
  return withModelOptions(command)
    .option("--url <url>", "server to examine; it is sent built-in texts only")
    .addOption(
      new Option("--api <name>", "how the server is spoken to").choices([
        "openai",
        "tei",
        "ollama",
        "llama-server",
      ]),
    )
    .option("--server-model <name>", "what the server calls the model")
    .option("--key-variable <name>", "environment variable that holds the server's key")
    .option("--no-reference", "examine without the model at hand")
    .option("--html <file>", "write a page with a plot")
    .option("--json", "one JSON object")
    .action((_options, self: Command) => run(self.optsWithGlobals<DoctorOptions>()));
}
