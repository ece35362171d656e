import { IsovecError, type IsovecErrorOptions } from "@isovec/core";
import type { StoreAddress } from "./store-address.ts";

const goesOn = "Search goes on with what is on this machine.";

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function isTls(code: string, message: string): boolean {
  return (
    /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/.test(code) ||
    /certificate/i.test(message)
  );
}

/** The server's own sentence, without a full stop. */
function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}

/**
 * What went wrong with a PostgreSQL server, in a sentence that names host, port and database, and what to do. The codes
 * are those of the PostgreSQL manual, appendix A.
 */
export function explainFailure(error: unknown, address: StoreAddress): IsovecError {
  const { place, user, database } = address;
  if (IsovecError.is(error)) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") return unanswered(address);
  const code = codeOf(error);
  const refuse = (name: "IndexUnavailable" | "HostNotAllowed", what: string, options: IsovecErrorOptions) =>
    new IsovecError(name, `The vector store ${place} ${what}.`, { ...options, cause: error });
  if (code === "28P01" || code === "28000") {
    return refuse("IndexUnavailable", `refuses ${user}: ${said(error)}`, {
      remedy: "Check name and password in `store.url`, ISOVEC_STORE_URL or PGPASSWORD.",
    });
  }
  if (code === "3D000") {
    return refuse("IndexUnavailable", `has no database ${database}`, {
      remedy: `Create it there (\`CREATE DATABASE ${database}\`), or name another one in the store's address.`,
    });
  }
  if (code === "42501") {
    return refuse("IndexUnavailable", `does not let ${user} do this: ${said(error)}`, {
      remedy: "Let its administrator run it once, or grant what docs/scale.md lists.",
    });
  }
  if (code === "53300" || code === "57P03" || code === "57P01") {
    return refuse("IndexUnavailable", `takes no connection now: ${said(error)}`, {
      remedy: `${goesOn} Try again in a moment.`,
      retryable: true,
    });
  }
  if (/^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code)) {
    return refuse("IndexUnavailable", `refused a request: ${said(error)} (${code})`, {
      remedy: `${goesOn} See the server's log.`,
    });
  }
  if (isTls(code, said(error))) {
    return refuse("HostNotAllowed", `has not proven who it is: ${said(error)}`, {
      remedy: "Name its authority with `sslrootcert=FILE` in the store's address.",
    });
  }
  return refuse("IndexUnavailable", `cannot be reached: ${said(error) || code}`, {
    remedy: `${goesOn} Check the address and the network, or take \`store\` out of your isovec.json.`,
    retryable: true,
  });
}

/** A server that takes a connection or a request and says nothing. */
export function unanswered({ place }: StoreAddress): IsovecError {
  return new IsovecError("Timeout", `The vector store ${place} does not answer.`, {
    remedy: `${goesOn} Check the server and the network, or take \`store\` out of your isovec.json.`,
    retryable: true,
  });
}
