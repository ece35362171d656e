import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PostgresServer } from "../../testing/postgres-server.ts";
import { Database } from "./database.ts";
import { parseStoreAddress } from "./store-address.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe(`an encrypted connection${hasOpenssl ? "" : " (openssl is not installed)"}`, () => {
  let folder: string;
  let postgres: PostgresServer;
  let server: Server;
  let port: number;
  const sockets = new Set<Socket>();

  /** PGlite knows no TLS: this is what stands in front of it. */
  function secured(socket: Socket, cert: Buffer, key: Buffer): void {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.write("S");
      const secure = new TLSSocket(socket, {
        isServer: true,
        secureContext: createSecureContext({ cert, key }),
      });
      const plain = connect(postgres.port, "127.0.0.1");
      for (const each of [secure, plain]) each.on("error", () => undefined);
      secure.pipe(plain).pipe(secure);
    });
  }
  const ask = async (parameters: string, host = "localhost") => {
    const address = parseStoreAddress(
      `postgres://anna:secret@${host}:${port}/postgres?${parameters}`,
      "the test",
    );
    const database = new Database(address);
    try {
      return await database.run((sql) => sql`SELECT 1 AS one`, { within: 10_000 });
    } finally {
      await database.close();
    }
  };
  const authority = () => `sslrootcert=${join(folder, "certificate.pem")}`;

  beforeAll(async () => {
    if (!hasOpenssl) return;
    folder = mkdtempSync(join(tmpdir(), "isovec-certificate-"));
    const [certificate, secret] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const written = ["-keyout", secret, "-out", certificate, "-days", "2"];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...written, ...subject], {
      stdio: "pipe",
    });
    const [cert, key] = [readFileSync(certificate), readFileSync(secret)];
    postgres = await PostgresServer.start();
    server = createServer((socket) => secured(socket, cert, key));
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    port = (server.address() as { readonly port: number }).port;
  }, 60_000);
  afterAll(async () => {
    if (!hasOpenssl) return;
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    await postgres[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it.skipIf(!hasOpenssl)("is made when the server proves who it is by the named authority", async () => {
    expect(await ask(`sslmode=verify-full&${authority()}`)).toMatchObject([{ one: 1 }]);
    expect(await ask("sslmode=require")).toMatchObject([{ one: 1 }]);
  });

  it.skipIf(!hasOpenssl)(
    "is not made to a server that nobody vouches for, or that has another name",
    async () => {
      const refused = {
        name: "HostNotAllowed",
        message: expect.stringContaining("has not proven who it is"),
        remedy: expect.stringContaining("sslrootcert"),
      };
      await expect(ask("sslmode=verify-full")).rejects.toMatchObject(refused);
      const other = (server.address() as { readonly address: string }).address;
      const host = other.includes(":") ? `[${other}]` : other;
      await expect(ask(`sslmode=verify-full&${authority()}`, host)).rejects.toMatchObject(refused);
      expect(await ask(`sslmode=verify-ca&${authority()}`, host)).toMatchObject([{ one: 1 }]);
    },
  );
});
