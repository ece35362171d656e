import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pluginLoadParams } from "@isovec/backends/process";
import { defaultConfiguration, readModel } from "@isovec/core";
import { pluginProtocolVersion, protocolVersion } from "@isovec/core/protocol";
import { Command, Option } from "commander";
import { pluginChecks } from "../../conformance/plugin/plugin-checks.ts";
import { PluginSubject } from "../../conformance/plugin/plugin-subject.ts";
import { type ConformanceReport, conformanceReport } from "../../conformance/report/conformance-report.ts";
import { renderJunit } from "../../conformance/report/render-junit.ts";
import { renderResult, renderSummary } from "../../conformance/report/render-text.ts";
import { type CheckResult, chosen, type RunOptions, runChecks } from "../../conformance/run-checks.ts";
import { serverChecks } from "../../conformance/server/server-checks.ts";
import { ServerSubject } from "../../conformance/server/server-subject.ts";
import { type Transport, transports } from "../../conformance/wire-streams.ts";
import { findModel } from "../../models/find-model.ts";
import { userModelCache } from "../../models/model-cache.ts";
import { cancelOnSignals } from "../cancel-on-signals.ts";
import { coloursFor } from "../colours.ts";
import { exitCodes, UsageError } from "../failure.ts";
import { positiveInteger } from "../options.ts";

interface ConformanceOptions {
  readonly server?: string;
  readonly plugin?: string;
  readonly transport: Transport;
  readonly workspace?: string;
  readonly model?: string;
  readonly config?: string;
  readonly pluginOptions: Readonly<Record<string, unknown>>;
  readonly only?: readonly string[];
  readonly timeout: number;
  readonly loadTimeout: number;
  readonly junit?: string;
  readonly json?: boolean;
}

function objectFrom(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError(`--plugin-options takes an object in JSON, not ${text}.`);
}

const limits = ({ timeout, loadTimeout }: ConformanceOptions): { answerMs: number; loadMs: number } => ({
  answerMs: timeout * 1000,
  loadMs: loadTimeout * 1000,
});

async function checkServer(
  command: string,
  options: ConformanceOptions,
  run: RunOptions,
): Promise<readonly CheckResult[]> {
  const checks = chosen(serverChecks, options.only);
  const { workspace, transport } = options;
  const folder = workspace === undefined ? {} : { workspace: resolve(workspace) };
  return runChecks(checks, new ServerSubject({ command, transport, ...limits(options), ...folder }), run);
}

async function checkPlugin(
  command: string,
  options: ConformanceOptions,
  run: RunOptions,
): Promise<readonly CheckResult[]> {
  const checks = chosen(pluginChecks, options.only);
  const model = options.model ?? defaultConfiguration.model;
  const card = await readModel(await findModel(model, await userModelCache(options.config)));
  const load = await pluginLoadParams(card, "fp32", undefined);
  const { pluginOptions } = options;
  return runChecks(
    checks,
    new PluginSubject({ command, card, load, options: pluginOptions, ...limits(options) }),
    run,
  );
}

async function judge(options: ConformanceOptions, run: RunOptions): Promise<ConformanceReport> {
  const { server, plugin } = options;
  if (server !== undefined && plugin === undefined) {
    const subject = { kind: "server", command: server, protocol: protocolVersion } as const;
    return conformanceReport(subject, await checkServer(server, options, run));
  }
  if (plugin !== undefined && server === undefined) {
    const subject = { kind: "plugin", command: plugin, protocol: pluginProtocolVersion } as const;
    return conformanceReport(subject, await checkPlugin(plugin, options, run));
  }
  throw new UsageError("Name either a server with --server or a plugin with --plugin.");
}

async function run(options: ConformanceOptions): Promise<void> {
  const { signal, release } = cancelOnSignals();
  const colours = coloursFor(process.stdout);
  const onResult = (result: CheckResult): void => {
    if (!options.json) process.stdout.write(renderResult(result, colours));
  };
  try {
    const report = await judge(options, { signal, onResult });
    if (options.junit !== undefined) await writeFile(options.junit, renderJunit(report));
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : renderSummary(report));
    process.exitCode = report.failed === 0 ? exitCodes.success : exitCodes.failure;
  } finally {
    release();
  }
}

export function conformanceCommand(): Command {
  return new Command("conformance")
    .description("Hold a server or a plugin, in any language, against every MUST of the protocol.")
    .option("--server <command>", "starts the server; run by the shell")
    .option("--plugin <command>", "starts the plugin; run by the shell")
    .addOption(
      new Option(
        "--transport <kind>",
        "how the server is spoken to; it gets --pipe=NAME or --socket=PORT, where it has to connect",
      )
        .choices(transports)
        .default("stdio"),
    )
    .option("--workspace <dir>", "folder for the server to search (without it search is left out)")
    .option("--model <model>", "model for the plugin to load")
    .addOption(
      new Option("--plugin-options <json>", "the plugin's own options")
        .default({}, "{}")
        .argParser(objectFrom),
    )
    .option("--only <ids...>", "only these checks")
    .addOption(
      new Option("--timeout <seconds>", "of an answer that needs no model")
        .default(5)
        .argParser(positiveInteger),
    )
    .addOption(
      new Option("--load-timeout <seconds>", "of the model's loading, and of large answers")
        .default(120)
        .argParser(positiveInteger),
    )
    .option("--config <file>", "configuration file beside isovec.json: where models lie")
    .option("--junit <file>", "write JUnit's XML")
    .option("--json", "one JSON object")
    .action((_options, self: Command) => run(self.optsWithGlobals<ConformanceOptions>()));
}
