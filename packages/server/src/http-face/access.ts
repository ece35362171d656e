import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "./loopback.ts";
import type { Refusal } from "./refusal.ts";

export interface Access {
  /** Whether only this machine can reach the face. */
  readonly isLocal: boolean;
  /** What a client must send as a bearer token. */
  readonly token?: string | undefined;
}

/** For whoever looks after the process and has no token; it tells nothing but that the server lives. */
const openPath = "/health";

function isLocalName(authority: string): boolean {
  return URL.canParse(authority) && isLoopback(new URL(authority).hostname);
}

/** Compares hashes, whose length and bytes say nothing about how much of the token was right. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [given, token].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/**
 * A page in this machine's browser can send requests here. By a name that it lets point to 127.0.0.1 it could even read
 * the answers (DNS rebinding); the browser then says that name in `Host`, and in `Origin` where the page is from.
 */
function isForeign({ host = "", origin }: IncomingHttpHeaders): boolean {
  return !isLocalName(`http://${host}`) || (origin !== undefined && !isLocalName(origin));
}

/** @returns why the request may not even be looked at, or nothing */
export function refusedAccess(
  headers: IncomingHttpHeaders,
  path: string,
  { isLocal, token }: Access,
): Refusal | undefined {
  if (isLocal && isForeign(headers)) {
    const message =
      "The request was made for another host, or by a page of one. Ask for 127.0.0.1 or localhost.";
    return { status: 403, message, code: "host_not_allowed" };
  }
  if (token === undefined || path === openPath) return undefined;
  const [, given = ""] = /^bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
  if (isSame(given, token)) return undefined;
  return {
    status: 401,
    message: "The request has no valid bearer token. Send it as Authorization: Bearer …",
    code: "invalid_api_key",
    headers: { "www-authenticate": "Bearer" },
  };
}
