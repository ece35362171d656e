import { timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import type { Composer } from "../composition/parts.ts";
import type { ServerLog } from "../life/server-log.ts";
import type { ServerPresence } from "../life/server-registration.ts";
import { ClientSession } from "../lsp/client-session.ts";
import type { ServeOptions } from "../lsp/server-configuration.ts";
import { version } from "../version.ts";
import { AgentSession } from "./agent-session.ts";
import { farewell } from "./farewell.ts";
import { type Join, welcome } from "./handshake.ts";

/** A client that does not take its last answers within this is cut off. */
const patienceMs = 3_000;

export interface DaemonClientsOptions {
  readonly composer: Composer;
  readonly log: ServerLog;
  /** Told when a client comes, goes, or says something new of itself. */
  readonly onChange: () => void;
}

type Ends = (reason: string, code: number) => void;

interface Client {
  readonly socket: Socket;
  readonly session: Pick<ClientSession, "shutdown">;
  /** A relay ends with a code; an editor that has connected by itself knows none. */
  readonly isRelay: boolean;
  presence?: ServerPresence;
}

function isEqual(given: unknown, token: string): boolean {
  if (typeof given !== "string") return false;
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function tokenOf(initializationOptions: unknown): unknown {
  return (initializationOptions as { readonly daemonToken?: unknown } | null | undefined)?.daemonToken;
}

/** Who is connected to a daemon. */
export class DaemonClients {
  private readonly clients: Set<Client> = new Set();
  private arrived = 0;

  constructor(private readonly options: DaemonClientsOptions) {}

  get size(): number {
    return this.clients.size;
  }

  /** What all of them have open, as one server says it of itself. */
  get presence(): ServerPresence {
    const presences = [...this.clients].flatMap(({ presence }) => presence ?? []);
    const named = presences.map(({ client }) => client ?? "a client");
    const last = presences.findLast(({ backend }) => backend !== undefined);
    return {
      version,
      client: named.length === 0 ? "nobody yet" : named.join(", "),
      folders: [...new Set(presences.flatMap(({ folders }) => folders))],
      model: last?.model,
      backend: last?.backend,
      device: last?.device,
    };
  }

  /** @param token what the client must know, where others than the user can connect */
  async admit(socket: Socket, token?: string): Promise<void> {
    socket.on("error", () => undefined);
    try {
      // A relay is let in by the socket file's permissions, and by nothing it says.
      this.serve(socket, token === undefined ? await welcome(socket) : undefined, token);
    } catch (error) {
      this.options.log.info(`A client was turned away: ${(error as Error).message}`);
      socket.end();
    }
  }

  /** Ends what all of them have under way. */
  async dispose(): Promise<void> {
    await Promise.all([...this.clients].map((client) => this.dismiss(client, 1)));
  }

  private serve(socket: Socket, join: Join | undefined, token: string | undefined): void {
    const { log, onChange } = this.options;
    this.arrived += 1;
    const name = `client ${this.arrived}`;
    const ends = (reason: string, code: number): void => {
      log.info(`${name}: ${reason}`);
      void this.dismiss(client, code);
    };
    const session =
      join?.agentFolder === undefined
        ? this.editor(socket, join, token, ends, (presence) => {
            client.presence = presence;
            onChange();
          })
        : this.agent(socket, join.agentFolder, join.serve, ends);
    const client: Client = { socket, session, isRelay: join !== undefined };
    if (join?.agentFolder !== undefined) {
      client.presence = { version, client: "an agent", folders: [join.agentFolder] };
    }
    this.clients.add(client);
    log.info(`${name} has ${join === undefined ? "connected" : "joined"}`);
    onChange();
  }

  private agent(socket: Socket, folder: string, serve: ServeOptions, onEnd: Ends): AgentSession {
    const { composer, log } = this.options;
    return new AgentSession({ socket, folder, serve, composer, log, onEnd });
  }

  private editor(
    socket: Socket,
    join: Join | undefined,
    token: string | undefined,
    onEnd: Ends,
    onPresence: (presence: ServerPresence) => void,
  ): ClientSession {
    const { log, composer } = this.options;
    const session = new ClientSession({
      input: socket,
      output: socket,
      serve: join?.serve ?? {},
      composer: async () => composer,
      log,
      ...(token !== undefined && {
        refuse: ({ initializationOptions }) =>
          isEqual(tokenOf(initializationOptions), token)
            ? undefined
            : "params.initializationOptions.daemonToken: it is not the daemon's token.",
      }),
      onPresence,
      onEnd,
    });
    session.watch(join?.clientProcessId ?? null);
    return session;
  }

  private async dismiss(client: Client, code: number): Promise<void> {
    const { socket, session, isRelay } = client;
    setTimeout(() => socket.destroy(), patienceMs).unref();
    await session.shutdown().catch((error) => this.options.log.failure("end of a client", error));
    if (isRelay) socket.end(farewell(code));
    else socket.end();
    this.clients.delete(client);
    this.options.onChange();
  }
}
