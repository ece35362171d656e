import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

/** PostgreSQL itself with pgvector itself, compiled to WebAssembly, on a port of the loopback. It takes any password. */
export class PostgresServer implements AsyncDisposable {
  #socket: PGLiteSocketServer | undefined;

  private constructor(
    /** The database, for what a test looks at or breaks behind the client's back. */
    readonly database: PGlite,
    readonly port: number,
  ) {}

  static async start({
    hasExtension = true,
  }: {
    readonly hasExtension?: boolean;
  } = {}): Promise<PostgresServer> {
    const database = await PGlite.create(hasExtension ? { extensions: { vector } } : {});
    const socket = await PostgresServer.#listen(database, 0);
    const server = new PostgresServer(database, Number(socket.getServerConn().split(":").pop()));
    server.#socket = socket;
    return server;
  }

  get url(): string {
    return `postgres://postgres:secret@127.0.0.1:${this.port}/postgres`;
  }

  /** Listens no longer and cuts every connection; what is stored stays. */
  async leave(): Promise<void> {
    await this.#socket?.stop();
    this.#socket = undefined;
  }

  /** Listens again, on the same port. */
  async comeBack(): Promise<void> {
    this.#socket ??= await PostgresServer.#listen(this.database, this.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
    await this.database.close();
  }

  static async #listen(db: PGlite, port: number): Promise<PGLiteSocketServer> {
    const socket = new PGLiteSocketServer({ db, port, host: "127.0.0.1", maxConnections: 16 });
    await socket.start();
    return socket;
  }
}
