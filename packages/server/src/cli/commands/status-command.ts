import { Command } from "commander";
import { statePlace } from "../../index/state-directory.ts";
import { type StoreStatus, storeStatus } from "../../index/vectors/postgres/store-status.ts";
import { sharedStoreOf } from "../../index/vectors/shared-store.ts";
import { residentMemory } from "../../life/resident-memory.ts";
import { logFileIn } from "../../life/server-log.ts";
import { type RegisteredServer, registeredServers } from "../../life/server-registration.ts";
import { type StoredIndex, storedIndexes } from "../../life/stored-indexes.ts";
import { coloursFor } from "../colours.ts";
import { describeBytes } from "../describe-download.ts";
import { describeSeconds } from "../progress-report.ts";
import { ownConfiguration } from "../state-place.ts";

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
      .map(({ id, store, embedded }) => {
        const percent = chunks === 0 ? 100 : Math.floor((100 * embedded) / chunks);
        const where = store === undefined ? "embedded" : `at ${store}`;
        return `${percent} % ${where} in space ${id.slice(0, 12)}`;
      })
      .join(", ");
  const said = coverage === "" ? "nothing embedded" : coverage;
  return `  ${root ?? path}\n    ${files} files, ${chunks} chunks, ${describeBytes(bytes)}; ${said}\n    ${path}\n`;
}

function describeStore({
  place,
  vectors,
  postgres,
  pgvector,
  workspaces,
  spaces,
  problem,
}: StoreStatus): string {
  const where = vectors === "local" ? "vectors are copied here" : "vectors stay there";
  const versions = [postgres && `PostgreSQL ${postgres}`, pgvector && `pgvector ${pgvector}`].filter(Boolean);
  const lines = [`${[place, ...versions].join(", ")}; ${where}`];
  if (problem !== undefined) lines.push(problem);
  for (const space of spaces ?? []) {
    lines.push(`${space.vectors} vectors of ${space.model} in space ${space.id.slice(0, 12)}`);
  }
  if (workspaces !== undefined) lines.push(workspaces === 1 ? "1 workspace" : `${workspaces} workspaces`);
  return lines.map((line, depth) => `${depth === 0 ? "  " : "    "}${line}\n`).join("");
}

export function statusCommand(): Command {
  return new Command("status")
    .description("Show the servers that run, their memory, the indexes, and the store that is shared.")
    .option("--state <dir>", "folder under which indexes lie (default: the user's cache folder)")
    .option("--config <file>", "configuration file beside isovec.json")
    .option("--json", "one JSON object")
    .action(async (_options, self: Command) => {
      const { state, config, json } = self.optsWithGlobals<StatusOptions>();
      const { stateDirectory, store: configured } = await ownConfiguration({ state, config });
      const place = statePlace(stateDirectory);
      const servers = registeredServers(place).map(statusOf);
      const indexes = storedIndexes(place);
      const log = logFileIn(place);
      const shared = sharedStoreOf(configured);
      const store = shared && (await storeStatus(shared));
      if (json) {
        process.stdout.write(`${JSON.stringify({ servers, indexes, ...(store && { store }), log })}\n`);
        return;
      }
      const { bold } = coloursFor(process.stdout);
      process.stdout.write(`${bold("Servers")}\n${servers.map(describeServer).join("") || "  none runs\n"}`);
      process.stdout.write(`\n${bold("Indexes")}\n${indexes.map(describeIndex).join("") || "  none\n"}`);
      if (store !== undefined) process.stdout.write(`\n${bold("Store")}\n${describeStore(store)}`);
      process.stdout.write(`\n${bold("Log")}\n  ${log}\n`);
    });
}
