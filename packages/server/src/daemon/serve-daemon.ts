import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { LogLevel } from "@isovec/core";
import { composer } from "../composition/compose.ts";
import { SharedComposer } from "../composition/shared-parts.ts";
import { ServerLog } from "../life/server-log.ts";
import { ServerRegistration } from "../life/server-registration.ts";
import { version } from "../version.ts";
import { DaemonClients } from "./daemon-clients.ts";
import { lockDaemon } from "./daemon-lock.ts";
import { type DaemonRecord, daemonAddress, removeDaemonRecord, writeDaemonRecord } from "./daemon-record.ts";

export interface DaemonOptions {
  /** The state folder whose indexes are served. */
  readonly place: string;
  /** Listens on this port of the loopback beside the socket; 0 takes any. A client needs the token then. */
  readonly port?: number | undefined;
  /** Milliseconds without a client after which engines are unloaded and the daemon ends; 0 never. */
  readonly idleMs: number;
  readonly logLevel?: LogLevel | undefined;
  readonly onListening: (record: DaemonRecord) => void;
}

/** Who has not said the token yet holds a place too. */
const mostConnections = 64;

/** Longest delay of a timer. */
const never = 2 ** 31 - 1;

async function listen(server: Server, where: string | { port: number; host: string }): Promise<void> {
  // A socket file that only the user may ever connect to: others would find it in the moment before chmod.
  const mask = process.umask(0o177);
  try {
    server.listen(where);
    await once(server, "listening");
  } finally {
    process.umask(mask);
  }
  if (typeof where === "string" && process.platform !== "win32") chmodSync(where, 0o600);
}

/**
 * Serves all clients of one user with one engine and one index a folder, until it is asked to end or has been idle.
 * @throws IsovecError `IndexBusy` when another daemon runs over the folder
 */
export async function serveDaemon({
  place,
  port,
  idleMs,
  logLevel,
  onListening,
}: DaemonOptions): Promise<void> {
  const unlock = lockDaemon(place);
  const log = new ServerLog();
  log.open(place, logLevel);
  const registration = new ServerRegistration();
  const shared = new SharedComposer(
    composer({ onNotice: (message) => log.info(message) }),
    idleMs === 0 ? never : idleMs,
  );
  let end: (reason: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  let idle: NodeJS.Timeout | undefined;
  const notice = (): void => {
    registration.write(place, clients.presence);
    clearTimeout(idle);
    if (clients.size > 0 || idleMs === 0) return;
    idle = setTimeout(() => end("Nobody has come for long"), idleMs);
  };
  const clients: DaemonClients = new DaemonClients({ composer: shared, log, onChange: notice });
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => end(signal));
  }
  // A defect in what is done for one client must not end the sessions of all.
  process.on("unhandledRejection", (error) => log.failure("defect", error));
  const servers: Server[] = [];
  const serve = (admit: (socket: Socket) => Promise<void>): Server => {
    // A relay whose client has ended its input still waits for answers.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void admit(socket));
    server.maxConnections = mostConnections;
    servers.push(server);
    return server;
  };
  try {
    const address = daemonAddress(place);
    // Whoever holds the lock is the only one to listen there; the file is a killed daemon's.
    if (process.platform !== "win32") rmSync(address, { force: true });
    await listen(
      serve((socket) => clients.admit(socket)),
      address,
    );
    const record: DaemonRecord = { pid: process.pid, version, address, ...(await loopback()) };
    writeDaemonRecord(place, record);
    notice();
    log.info(`Isovec ${version} on Node ${process.versions.node} serves as a daemon`);
    onListening(record);
    log.info(await ended);
  } finally {
    clearTimeout(idle);
    removeDaemonRecord(place);
    for (const server of servers) server.close();
    await clients.dispose();
    await shared.dispose();
    registration.remove();
    unlock();
  }

  async function loopback(): Promise<Pick<DaemonRecord, "port" | "token">> {
    if (port === undefined) return {};
    const token = randomBytes(24).toString("base64url");
    const server = serve((socket) => clients.admit(socket, token));
    await listen(server, { port, host: "127.0.0.1" });
    return { port: (server.address() as AddressInfo).port, token };
  }
}
