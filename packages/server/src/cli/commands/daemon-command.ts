import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { DaemonRecord } from "../../daemon/daemon-record.ts";
import { serveDaemon } from "../../daemon/serve-daemon.ts";
import { startDetached } from "../../daemon/start-detached.ts";
import { stopDaemon } from "../../daemon/stop-daemon.ts";
import { standardStreams } from "../../lsp/streams.ts";
import { exitCodes } from "../failure.ts";
import { statePlaceOf } from "../state-place.ts";

interface DaemonOptions {
  readonly port?: number;
  readonly idleTimeout: number;
  readonly detach?: boolean;
  readonly stop?: boolean;
  readonly state?: string;
  readonly config?: string;
  readonly json?: boolean;
}

const defaultIdleMinutes = 30;

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value < 65_536) return value;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1e4) return value;
  throw new InvalidArgumentError("It must be a number of minutes, 0 for never.");
}

function describe({ pid, address, port: own, token }: DaemonRecord): string {
  const loopback = own === undefined ? "" : ` and on 127.0.0.1:${own}, where clients send the token ${token}`;
  return `The daemon (process ${pid}) listens on ${address}${loopback}.`;
}

async function stop(place: string, json: boolean): Promise<void> {
  const pid = await stopDaemon(place);
  if (json) process.stdout.write(`${JSON.stringify({ stopped: pid ?? null })}\n`);
  else if (pid !== undefined) process.stdout.write(`The daemon (process ${pid}) has ended.\n`);
  else process.stdout.write("No daemon runs.\n");
}

async function run(options: DaemonOptions): Promise<void> {
  const { idleTimeout, json = false, state, config } = options;
  const place = await statePlaceOf(options);
  if (options.stop) return stop(place, json);
  if (options.detach) {
    const paths = { state: state && resolve(state), config: config && resolve(config) };
    const parameters = [
      "daemon",
      ...["--idle-timeout", String(idleTimeout)],
      ...(options.port === undefined ? [] : ["--port", String(options.port)]),
      ...Object.entries(paths).flatMap(([name, path]) => (path ? [`--${name}`, path] : [])),
      ...(json ? ["--json"] : []),
    ];
    process.stdout.write(`${await startDetached(place, parameters)}\n`);
    return;
  }
  const { output } = standardStreams();
  await serveDaemon({
    place,
    port: options.port,
    idleMs: idleTimeout * 60_000,
    onListening: (record) => void output.write(`${json ? JSON.stringify(record) : describe(record)}\n`),
  });
  // An engine that does not end by itself must not keep the process.
  process.exit(exitCodes.success);
}

export function daemonCommand(): Command {
  return new Command("daemon")
    .description("Share one engine and one index among all editors and agents of this machine.")
    .option("--detach", "run in the background")
    .option("--stop", "end the daemon that runs")
    .addOption(
      new Option(
        "--port <n>",
        "listen on this port of the loopback too (0 takes any), for clients with the token",
      ).argParser(port),
    )
    .addOption(
      new Option("--idle-timeout <minutes>", "end after so long without a client, 0 for never")
        .default(defaultIdleMinutes)
        .argParser(minutes),
    )
    .option("--state <dir>", "folder under which indexes lie (default: the user's cache folder)")
    .option("--config <file>", "configuration file beside isovec.json")
    .option("--json", "one JSON object when it listens")
    .action((_options, self: Command) => run(self.optsWithGlobals<DaemonOptions>()));
}
