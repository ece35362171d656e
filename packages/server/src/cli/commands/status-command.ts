import { Command } from "commander";
import { residentMemory } from "../../life/resident-memory.ts";
import { logFileIn } from "../../life/server-log.ts";
import { type RegisteredServer, registeredServers } from "../../life/server-registration.ts";
import { type StoredIndex, storedIndexes } from "../../life/stored-indexes.ts";
import { coloursFor } from "../colours.ts";
import { describeBytes } from "../describe-download.ts";
import { describeSeconds } from "../progress-report.ts";
import { statePlaceOf } from "../state-place.ts";

interface StatusOptions {
  readonly state?: string;
  readonly config?: string;
  readonly json?: boolean;
}

interface ServerStatus extends Omit<RegisteredServer, "mark"> {
  /** Bytes that the server and its engine hold. */
  readonly memory?: number;
}

function statusOf({ mark: _mark, ...server }: RegisteredServer): ServerStatus {
  const memory = residentMemory(server.pid);
  return { ...server, ...(memory !== undefined && { memory }) };
}

function describeServer(server: ServerStatus): string {
  const { pid, client, version, startedMs, memory, folders, model, backend, device } = server;
  const facts = [
    `process ${pid}`,
    `Isovec ${version}`,
    client === undefined ? "" : `for ${client}`,
    `running for ${describeSeconds((Date.now() - startedMs) / 1000)}`,
    memory === undefined ? "" : describeBytes(memory),
  ];
  const engine = backend === undefined ? "its engine is not loaded" : `${model} on ${backend} (${device})`;
  const lines = [facts.filter(Boolean).join(", "), engine, ...folders];
  return lines.map((line, depth) => `${depth === 0 ? "  " : "    "}${line}\n`).join("");
}

function describeIndex({ root, path, bytes, files, chunks, spaces, problem }: StoredIndex): string {
  const coverage =
    problem ??
    spaces
      .map(({ id, embedded }) => {
        const percent = chunks === 0 ? 100 : Math.floor((100 * embedded) / chunks);
        return `${percent} % embedded in space ${id.slice(0, 12)}`;
      })
      .join(", ");
  const said = coverage === "" ? "nothing embedded" : coverage;
  return `  ${root ?? path}\n    ${files} files, ${chunks} chunks, ${describeBytes(bytes)}; ${said}\n    ${path}\n`;
}

export function statusCommand(): Command {
  return new Command("status")
    .description("Show the servers that run, their memory, and the indexes.")
    .option("--state <dir>", "folder under which indexes lie (default: the user's cache folder)")
    .option("--config <file>", "configuration file beside isovec.json")
    .option("--json", "one JSON object")
    .action(async (_options, self: Command) => {
      const { state, config, json } = self.optsWithGlobals<StatusOptions>();
      const place = await statePlaceOf({ state, config });
      const servers = registeredServers(place).map(statusOf);
      const indexes = storedIndexes(place);
      const log = logFileIn(place);
      if (json) {
        process.stdout.write(`${JSON.stringify({ servers, indexes, log })}\n`);
        return;
      }
      const { bold } = coloursFor(process.stdout);
      process.stdout.write(`${bold("Servers")}\n${servers.map(describeServer).join("") || "  none runs\n"}`);
      process.stdout.write(`\n${bold("Indexes")}\n${indexes.map(describeIndex).join("") || "  none\n"}`);
      process.stdout.write(`\n${bold("Log")}\n  ${log}\n`);
    });
}
