import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PostgresServer } from "../../testing/postgres-server.ts";
import { ContentVectors } from "./content-vectors.ts";
import { Database } from "./database.ts";
import { parseStoreAddress } from "./store-address.ts";

const space = { id: "space", model: "all-MiniLM-L6-v2", dimensions: 4 };

describe("a vector store that cannot be used says so by name", () => {
  let server: PostgresServer;
  const disposals: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);
  afterEach(async () => {
    for (const dispose of disposals.splice(0).reverse()) await dispose();
    await server.database.exec("RESET ROLE; DROP SCHEMA IF EXISTS isovec CASCADE");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  function vectorsAt(url: string, dimensions = space.dimensions): ContentVectors {
    const database = new Database(parseStoreAddress(url, "the test"));
    const subject = { space: { ...space, dimensions }, workspace: "team" };
    const content = new ContentVectors({ reader: database, writer: database }, subject);
    disposals.push(() => content.close());
    return content;
  }
  /** A server of a few bytes, for what PGlite does not do. */
  async function listen(serve: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      serve(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    disposals.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    return `postgres://anna:secret@127.0.0.1:${(server.address() as { port: number }).port}/code`;
  }
  const failure = (content: ContentVectors) => content.tables().catch((error: unknown) => error);

  it("without pgvector", async () => {
    await using bare = await PostgresServer.start({ hasExtension: false });
    expect(await failure(vectorsAt(bare.url))).toMatchObject({
      name: "IndexUnavailable",
      message: `The vector store 127.0.0.1:${bare.port}/postgres has no pgvector in its database.`,
      remedy: expect.stringContaining("CREATE EXTENSION vector"),
    });
    // Nothing half made is left.
    const { rows } = await bare.database.query("SELECT to_regclass('isovec.store') AS store");
    expect(rows).toEqual([{ store: null }]);
  });

  it("with tables of a newer format, which stay as they are", async () => {
    await vectorsAt(server.url).tables();
    await server.database.exec("UPDATE isovec.store SET format = 99");
    expect(await failure(vectorsAt(server.url))).toMatchObject({
      name: "IndexUnavailable",
      message: expect.stringMatching(/has the format 99; this Isovec knows 1/),
      remedy: expect.stringContaining("Update Isovec"),
    });
  });

  it("with vectors of other dimensions in the model's space", async () => {
    await vectorsAt(server.url).tables();
    expect(await failure(vectorsAt(server.url, 8))).toMatchObject({
      name: "VectorSpaceMismatch",
      message: expect.stringMatching(
        /vectors of 4 dimensions in the space space of all-MiniLM-L6-v2, which has 8/,
      ),
    });
  });

  it("where the user may not make the tables", async () => {
    await server.database.exec("CREATE EXTENSION IF NOT EXISTS vector; CREATE ROLE reader; SET ROLE reader");
    expect(await failure(vectorsAt(server.url))).toMatchObject({
      name: "IndexUnavailable",
      message: expect.stringMatching(/does not let postgres do this: permission denied for database/),
    });
  });

  it("with a wrong password", async () => {
    const url = await listen((socket) =>
      socket.once("data", () => {
        const fields = 'SFATAL\0C28P01\0Mpassword authentication failed for user "anna"\0\0';
        const header = Buffer.from("E\0\0\0\0");
        header.writeUInt32BE(fields.length + 4, 1);
        socket.end(Buffer.concat([header, Buffer.from(fields)]));
      }),
    );
    const error = await failure(vectorsAt(url));
    expect(error).toMatchObject({
      name: "IndexUnavailable",
      message: expect.stringMatching(/127\.0\.0\.1:\d+\/code refuses anna: password authentication failed/),
      remedy: expect.stringContaining("PGPASSWORD"),
    });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain("secret");
  });

  it("that speaks no TLS where TLS is wanted, and is told neither name nor password", async () => {
    const heard: Buffer[] = [];
    const url = await listen((socket) =>
      socket.on("data", (bytes) => {
        heard.push(bytes);
        socket.write("N");
      }),
    );
    expect(await failure(vectorsAt(`${url}?sslmode=verify-full`))).toMatchObject({
      name: "HostNotAllowed",
      message: expect.stringContaining("does not speak TLS"),
      remedy: expect.stringContaining("sslmode=disable"),
    });
    expect(Buffer.concat(heard)).toHaveLength(8);
  });

  it("that closes every connection", async () => {
    const url = await listen((socket) => socket.end());
    expect(await failure(vectorsAt(url))).toMatchObject({
      name: "IndexUnavailable",
      message: expect.stringContaining("cannot be reached"),
      retryable: true,
    });
  });

  it("that takes connections and says nothing", async () => {
    const url = await listen(() => undefined);
    const database = new Database(parseStoreAddress(url, "the test"));
    disposals.push(() => database.close());
    await expect(database.run((sql) => sql`SELECT 1`, { within: 50 })).rejects.toMatchObject({
      name: "Timeout",
      message: expect.stringMatching(/127\.0\.0\.1:\d+\/code does not answer/),
    });
  });

  it("that cuts the connection, and is connected to anew for the next request", async () => {
    const content = vectorsAt(server.url);
    await content.tables();
    await server.leave();
    await expect(content.which(["0".repeat(64)])).rejects.toMatchObject({ name: "IndexUnavailable" });
    await server.comeBack();
    expect(await content.which(["0".repeat(64)])).toEqual(new Set());
  });
});

describe("the address of a store", () => {
  const parse = (text: string, environment = {}) => parseStoreAddress(text, "isovec.json", environment);

  it("is read as libpq reads it", () => {
    expect(parse("postgres://anna:p%40ss@localhost:5433/code")).toMatchObject({
      ...{ host: "localhost", port: 5433, database: "code", user: "anna", password: "p@ss", tls: undefined },
      place: "localhost:5433/code",
    });
    expect(parse("postgresql://anna@[::1]", { PGPASSWORD: "p" })).toMatchObject({
      ...{ host: "::1", port: 5432, database: "anna", password: "p", place: "[::1]:5432/anna" },
    });
  });

  it("of another machine is reached by TLS with its certificate checked, unless it says otherwise", () => {
    expect(parse("postgres://anna@db.example.com").tls).toEqual({ servername: "db.example.com" });
    expect(parse("postgres://anna@db.example.com?sslmode=require").tls).toMatchObject({
      rejectUnauthorized: false,
    });
    expect(parse("postgres://anna@db.example.com?sslmode=disable").tls).toBeUndefined();
  });

  it.each([
    ["db.example.com/code?secret", /no postgres:\/\/ URL/],
    ["http://anna:secret@db.example.com", /no postgres:\/\/ URL/],
    ["postgres://anna:secret@db.example.com?sslmode=prefer", /sslmode is "prefer"/],
    ["postgres://anna:secret@db.example.com?ssl=1", /unknown parameter ssl/],
    ["postgres://anna:secret@db.example.com?sslrootcert=absent.pem", /absent\.pem cannot be read \(ENOENT\)/],
    ["postgres://anna:secret%@db.example.com", /encodes nothing/],
  ])("that is none is refused without a word of what is in it: %s", (text, message) => {
    expect(() => parse(text)).toThrowError(
      expect.objectContaining({ name: "ConfigurationInvalid", message: expect.stringMatching(message) }),
    );
    expect(() => parse(text)).not.toThrowError(/secret/);
  });
});
