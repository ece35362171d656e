import { IsovecError } from "@isovec/core";
import { printable, serverMessage } from "../../peer/printable.ts";
import { connectionFailure } from "./connection-failure.ts";
import { ResponseTooLarge, readBody } from "./response-body.ts";
import type { ServerKey } from "./server-key.ts";
import type { ServerOrigin, ServerSection } from "./server-origin.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST";
  /** Below the server's own path, with a slash in front. */
  readonly path: string;
  /** JSON. */
  readonly body: string | undefined;
}

/** An answer read to its end, whatever its status. */
export interface Answer {
  readonly status: number;
  /** For people; empty where the server gives none. */
  readonly contentType: string;
  /** Retry-After as it came. */
  readonly retryAfter: string | null;
  readonly body: string;
  /** What the server says of its failure, fit for an error message; empty for a success. */
  readonly message: string;
}

export interface AttemptParts {
  readonly origin: ServerOrigin;
  readonly key: ServerKey | undefined;
  readonly maxResponseBytes: number;
}

const maximumRedirects = 3;
/** A failure is read for one sentence. */
const failureBytes = 64 * 1024;

/** The page a redirect leads to. Only the configured origin is ever asked, so that neither texts nor key go elsewhere. */
function redirected(from: URL, location: string | null, { host, origin, section }: ServerOrigin): URL {
  const target = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target === undefined) {
    throw new IsovecError("BackendUnavailable", `${host} redirects to no address.`, {
      remedy: `Check ${section}.url and the server.`,
    });
  }
  if (target.origin === origin) return target;
  const elsewhere = target.origin === "null" ? target.protocol : target.origin;
  throw new IsovecError(
    "HostNotAllowed",
    `${host} redirects to ${printable(elsewhere)}, and nothing was sent there.`,
    { remedy: `If that is the right server, write its address into ${section}.url.` },
  );
}

/** Scores are few: a reranker's limit is no setting. */
function tooLargeRemedy(section: ServerSection): string {
  return section === "reranker"
    ? "Check url and api in reranker."
    : "Check backendOptions.api, or raise backendOptions.maxResponseBytes.";
}

/** The status codes that send a client elsewhere. 303 asks for a GET, which embeds nothing. */
const redirects: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/**
 * Sends one request and reads its answer. Redirects within the origin are followed with the same method and body.
 * @throws IsovecError `HostNotAllowed` and `BackendUnavailable`; retryable when the connection broke
 */
export async function attempt(
  request: HttpRequest,
  { origin, key, maxResponseBytes }: AttemptParts,
  signal: AbortSignal,
): Promise<Answer> {
  let url = new URL(`${origin.origin}${origin.path}${request.path}`);
  for (let redirect = 0; redirect <= maximumRedirects; redirect++) {
    try {
      const response = await fetch(url, {
        method: request.method,
        redirect: "manual",
        signal,
        headers: {
          accept: "application/json",
          ...(request.body !== undefined && { "content-type": "application/json" }),
          ...(key !== undefined && { authorization: key.authorization() }),
        },
        ...(request.body !== undefined && { body: request.body }),
      });
      if (redirects.has(response.status)) {
        await response.body?.cancel();
        url = redirected(url, response.headers.get("location"), origin);
        continue;
      }
      const body = response.ok
        ? await readBody(response, maxResponseBytes, "fail")
        : await readBody(response, failureBytes, "cut");
      return {
        status: response.status,
        contentType: printable(response.headers.get("content-type") ?? ""),
        retryAfter: response.headers.get("retry-after"),
        body,
        message: response.ok ? "" : serverMessage(key?.removeFrom(body) ?? body),
      };
    } catch (error) {
      if (IsovecError.is(error)) throw error;
      if (error instanceof ResponseTooLarge) {
        throw new IsovecError(
          "BackendUnavailable",
          `${origin.host} answered with more than ${maxResponseBytes} bytes; the rest was not read.`,
          { remedy: tooLargeRemedy(origin.section) },
        );
      }
      throw connectionFailure(origin, error);
    }
  }
  throw new IsovecError(
    "BackendUnavailable",
    `${origin.host} redirects more than ${maximumRedirects} times.`,
    { remedy: `Check ${origin.section}.url and the server.` },
  );
}
