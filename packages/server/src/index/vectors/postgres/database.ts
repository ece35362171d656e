import type { Socket } from "node:net";
import { IsovecError, throwIfCancelled } from "@isovec/core";
import type { Sql, TransactionSql } from "postgres";
import { explainFailure, unanswered } from "./explain-failure.ts";
import { openSocket } from "./open-socket.ts";
import type { StoreAddress } from "./store-address.ts";

/** Milliseconds for a request of a search, for one that carries vectors, and for building an index. */
export const patience = { searching: 3_000, carrying: 30_000, building: 3_600_000 } as const;
const connectMs = 5_000;
/** One for searches and one for what is carried. */
const connections = 2;
const idleSeconds = 20;

export interface Asked {
  /** How long an answer may take, in milliseconds. */
  readonly within: number;
  readonly signal?: AbortSignal | undefined;
}

/** The client, imported by those who configure a store only. */
async function client(
  { host, port, user, password, database }: StoreAddress,
  socket: () => Promise<Socket>,
): Promise<Sql> {
  const { default: postgres } = await import("postgres");
  // `socket` is not among the client's types; it is in its documentation ("Custom socket").
  const options = {
    ...{ host, port, database, user, socket },
    // Where there is none, the client would take one from a variable; which one counts has been decided.
    password: password ?? "",
    ...{ max: connections, idle_timeout: idleSeconds, connect_timeout: connectMs / 1000 },
    // Poolers such as PgBouncer give each transaction another connection.
    prepare: false,
    fetch_types: false,
    ssl: false as const,
    onnotice: () => undefined,
    connection: { application_name: "isovec" },
  };
  return postgres(options);
}

/** A connection to one PostgreSQL server: opened when it is needed, and again after it was lost. */
export class Database {
  #client: Promise<Sql> | undefined;
  /** Connections since something was answered. */
  #opened = 0;
  #isClosed = false;

  constructor(readonly address: StoreAddress) {}

  get place(): string {
    return this.address.place;
  }

  /**
   * @throws IsovecError that names the place: `IndexUnavailable`, `HostNotAllowed`, `Timeout`, `Cancelled`
   */
  async run<T>(work: (sql: Sql) => Promise<T>, { within, signal }: Asked): Promise<T> {
    throwIfCancelled(signal);
    if (this.#isClosed)
      throw new IsovecError("IndexUnavailable", `The vector store ${this.place} has been closed.`);
    this.#client ??= client(this.address, () => this.#open());
    const used = this.#client;
    try {
      const answer = await this.#inTime(work(await used), within, signal);
      this.#opened = 0;
      return answer;
    } catch (error) {
      const explained = explainFailure(error, this.address);
      // The client keeps connections whose socket could not be opened; a new one has none of them.
      if (explained.retryable || explained.name === "HostNotAllowed") void this.#drop(used);
      throw explained;
    }
  }

  /** All of it is kept or nothing. */
  transact<T>(work: (sql: TransactionSql) => Promise<T>, asked: Asked): Promise<T> {
    return this.run((sql) => sql.begin(work) as Promise<T>, asked);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#client !== undefined) await this.#drop(this.#client);
  }

  async #inTime<T>(work: Promise<T>, within: number, signal: AbortSignal | undefined): Promise<T> {
    let leave = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    const ended = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unanswered(this.address)), within).unref();
      leave = () => reject(new IsovecError("Cancelled", "The request was cancelled."));
      signal?.addEventListener("abort", leave, { once: true });
    });
    // Whoever has left does not wait for the answer; it is thrown away when it comes.
    work.catch(() => undefined);
    try {
      return await Promise.race([work, ended]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
    }
  }

  #open(): Promise<Socket> {
    this.#opened += 1;
    // The client would connect on and on to a server that closes at once.
    if (this.#opened > 2 * connections) {
      throw Object.assign(new Error("it closes every connection"), { code: "ECONNRESET" });
    }
    return openSocket(this.address, AbortSignal.timeout(connectMs));
  }

  async #drop(dropped: Promise<Sql>): Promise<void> {
    if (this.#client === dropped) this.#client = undefined;
    this.#opened = 0;
    // A client that could not be imported has been told of by whoever wanted it.
    const ended = await dropped.catch(() => undefined);
    await ended?.end({ timeout: 0 }).catch(() => undefined);
  }
}
