import { IsovecError } from "@isovec/core";
import { printable } from "../../peer/printable.ts";
import type { NamedServer } from "./server-origin.ts";

/** Codes of Node and undici for a connection that broke or an answer that ended early: the next may succeed. */
const passing: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
]);

function describe(
  code: string,
  message: string,
  { section }: NamedServer,
): { readonly what: string; readonly remedy: string } {
  if (code === "ECONNREFUSED") {
    return { what: "nothing listens there", remedy: `Start the server, or correct ${section}.url.` };
  }
  if (code === "ENOTFOUND") {
    return { what: "there is no such host", remedy: `Correct ${section}.url.` };
  }
  if (passing.has(code)) {
    return {
      what: `the connection broke (${code})`,
      remedy: "Look at the server's own log; it may have been stopped while it answered.",
    };
  }
  if (/CERT|SIGNED|TLS|SSL/.test(code)) {
    return {
      what: `its certificate is not trusted (${code})`,
      remedy: "Give Node the authority's certificate in NODE_EXTRA_CA_CERTS.",
    };
  }
  return {
    what: printable(message) || "the connection failed",
    remedy: `Check ${section}.url and the server.`,
  };
}

/** Whether a connection that failed so may succeed at the next attempt. */
export function isPassingConnection(code: string): boolean {
  return passing.has(code);
}

/** Why `fetch` rejected, or an answer's body could not be read to its end. */
export function connectionFailure(server: NamedServer, error: unknown): IsovecError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = String((cause as { code?: unknown } | null)?.code ?? "");
  const message = cause instanceof Error ? cause.message : String(cause);
  const { what, remedy } = describe(code, message, server);
  return new IsovecError("BackendUnavailable", `${server.host} cannot be asked: ${what}.`, {
    remedy,
    retryable: passing.has(code),
    cause: error,
  });
}
