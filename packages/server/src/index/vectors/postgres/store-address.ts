import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { userInfo } from "node:os";
import type { ConnectionOptions } from "node:tls";
import { IsovecError } from "@isovec/core";

/** How a PostgreSQL server is reached. */
export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  /** Undefined where the connection is not encrypted. */
  readonly tls: ConnectionOptions | undefined;
  /** For people and logs: host, port and database. */
  readonly place: string;
}

const modes = ["disable", "require", "verify-ca", "verify-full"] as const;
type Mode = (typeof modes)[number];
const parameters = ["sslmode", "sslrootcert"];

const example = 'For example "postgres://name@db.example.com/isovec".';

function invalid(source: string, what: string, remedy: string): IsovecError {
  // The address itself may hold a password, so it is not repeated.
  return new IsovecError("ConfigurationInvalid", `${source}: ${what}.`, { remedy });
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function modeOf(url: URL, host: string, source: string): Mode {
  const given = url.searchParams.get("sslmode");
  if (given === null) return isLoopback(host) ? "disable" : "verify-full";
  const mode = modes.find((known) => known === given);
  if (mode !== undefined) return mode;
  throw invalid(source, `sslmode is ${JSON.stringify(given)}`, `It is one of ${modes.join(", ")}.`);
}

function authorities(file: string | null, source: string): { ca?: string } {
  if (file === null || file === "system") return {};
  try {
    return { ca: readFileSync(file, "utf8") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalid(
      source,
      `sslrootcert ${file} cannot be read (${code})`,
      "Name a file of certificates in PEM.",
    );
  }
}

function tlsOf(url: URL, host: string, source: string): ConnectionOptions | undefined {
  const mode = modeOf(url, host, source);
  if (mode === "disable") return undefined;
  return {
    ...(isIP(host) === 0 && { servername: host }),
    ...authorities(url.searchParams.get("sslrootcert"), source),
    // As in libpq: `require` encrypts and asks for no proof, `verify-ca` for a certificate whatever name is in it.
    ...(mode === "require" && { rejectUnauthorized: false }),
    ...(mode === "verify-ca" && { checkServerIdentity: () => undefined }),
  };
}

function parse(text: string, source: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(?:ql)?:$/.test(url.protocol) || url.hostname === "") {
    throw invalid(source, "the address of the store is no postgres:// URL with a host", example);
  }
  const unknown = [...url.searchParams.keys()].find((key) => !parameters.includes(key));
  if (unknown === undefined) return url;
  throw invalid(
    source,
    `the store's address has an unknown parameter ${unknown}`,
    `Known: ${parameters.join(", ")}.`,
  );
}

/**
 * Reads a `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…`. Other hosts than the own machine are
 * reached by TLS with their certificate checked (`verify-full`) unless `sslmode` says otherwise. Without a password in
 * the address that of `PGPASSWORD` is used.
 * @param source the file, variable or option that names the address, for messages
 * @throws IsovecError `ConfigurationInvalid`, which never repeats the address
 */
export function parseStoreAddress(
  text: string,
  source: string,
  environment: NodeJS.ProcessEnv = process.env,
): StoreAddress {
  const url = parse(text, source);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? 5432 : Number(url.port);
  let words: string[];
  try {
    words = [url.username, url.password, url.pathname.slice(1)].map(decodeURIComponent);
  } catch {
    throw invalid(source, "the store's address has a % that encodes nothing", "Write a % as %25.");
  }
  const [username = "", secret = "", name = ""] = words;
  const user = username || environment["PGUSER"] || userInfo().username;
  const database = name || user;
  return {
    ...{ host, port, database, user },
    password: secret || environment["PGPASSWORD"],
    tls: tlsOf(url, host, source),
    place: `${url.hostname}:${port}/${database}`,
  };
}
