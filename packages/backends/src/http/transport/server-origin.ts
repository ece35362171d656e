import { IsovecError } from "@isovec/core";

/** Where a server is configured: what its settings begin with. */
export type ServerSection = "backendOptions" | "reranker";

/** The one server that may be talked to. */
export interface ServerOrigin {
  /** Where its settings are, for remedies. */
  readonly section: ServerSection;
  /** `scheme://host:port`, as WHATWG URL spells it. */
  readonly origin: string;
  /** Host and port, for people. */
  readonly host: string;
  /** Folder under which the API lies, without a slash at its end: `` or `/v1`. */
  readonly path: string;
  /** Whether nobody between here and there can read along: https, or a loopback address. */
  readonly isPrivate: boolean;
}

function refused(key: string, what: string): IsovecError {
  return new IsovecError("ConfigurationInvalid", `${key}: ${what}.`, {
    remedy: "Write it as http://127.0.0.1:8080 or https://host/path.",
  });
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** What a failure says of a server: whose it is, and where that is mended. */
export type NamedServer = Pick<ServerOrigin, "host" | "section">;

/**
 * @throws IsovecError `ConfigurationInvalid`. Credentials, a query or a fragment are refused without repeating them: they
 *   would end up in logs.
 */
export function serverOrigin(text: string, key = "backendOptions.url"): ServerOrigin {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused(key, "it is not a URL");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw refused(key, "it is neither http nor https");
  if (url.username !== "" || url.password !== "") {
    throw refused(key, "it holds a user name or a password; keys come from environment variables");
  }
  if (url.search !== "" || url.hash !== "") throw refused(key, "it has a query or a fragment");
  return {
    section: "backendOptions",
    origin: url.origin,
    host: url.host,
    path: url.pathname.replace(/\/+$/, ""),
    isPrivate: url.protocol === "https:" || isLoopback(url),
  };
}
