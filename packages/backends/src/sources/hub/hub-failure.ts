import { IsovecError } from "@isovec/core";
import { isPassingConnection } from "../../http/transport/connection-failure.ts";
import { isPassing } from "../../http/transport/status-failure.ts";
import { printable } from "../../peer/printable.ts";

/** A refusal of the hub, read to its end. */
export interface Refusal {
  readonly status: number;
  /** `X-Error-Code`: what the hub means by the status. */
  readonly code: string;
  /** What it says of it, without the token, fit for an error message. */
  readonly message: string;
}

/** What was asked for, for people. */
export interface Asked {
  readonly host: string;
  /** `org/name@revision`, or a file of it. */
  readonly what: string;
  readonly hasToken: boolean;
}

function gated(asked: Asked): IsovecError {
  return new IsovecError(
    "ModelNotFound",
    `${asked.what} is gated: ${asked.host} gives it to named people only.`,
    {
      remedy: asked.hasToken
        ? "Ask for access on its page, signed in as the owner of HF_TOKEN."
        : "Ask for access on its page, then set HF_TOKEN to a token of yours.",
    },
  );
}

/** Hubs do not tell a private model from one that does not exist, and answer 401 to both. */
function absent({ what, host, hasToken }: Asked): IsovecError {
  return new IsovecError("ModelNotFound", `${host} has no ${what}, or does not show it.`, {
    remedy: hasToken
      ? "Check its spelling, and that HF_TOKEN may read it."
      : "Check its spelling; a private or gated one needs HF_TOKEN.",
  });
}

function sentenceOf({ status, code, message }: Refusal, asked: Asked): IsovecError {
  const { what, host } = asked;
  if (code === "GatedRepo") return gated(asked);
  if (status === 401 && /invalid (?:credentials|username)/i.test(message)) {
    return new IsovecError("BackendUnavailable", `${host} does not take HF_TOKEN: ${message}.`, {
      remedy: "Make a new token, or unset HF_TOKEN: most models are public.",
    });
  }
  if (code === "RevisionNotFound") {
    return new IsovecError("ModelNotFound", `${host} has no ${what}: there is no such revision.`, {
      remedy: "Name a branch, a tag or a commit of it.",
    });
  }
  if (status === 403 && code !== "RepoNotFound") {
    const said = message === "" ? "" : ` It says: ${message}.`;
    return new IsovecError("ModelNotFound", `${host} refuses ${what} (status 403).${said}`, {
      remedy: "Ask for access on its page, or set HF_TOKEN to a token that may read it.",
    });
  }
  if (status === 401 || status === 404 || code === "RepoNotFound") return absent(asked);
  const said = message === "" ? "" : `: ${message.replace(/[.\s]+$/, "")}`;
  return new IsovecError(
    status === 429 || status === 503 ? "Overloaded" : "BackendUnavailable",
    `${host} answered with status ${status} for ${what}${said}.`,
    {
      remedy:
        status === 429
          ? "Wait a little; with HF_TOKEN set a hub allows more. What was downloaded is kept."
          : "Try again later; what was downloaded is kept.",
      retryable: isPassing(status),
    },
  );
}

/** The sentence for an answer that is not a success. */
export function refusalFailure(refusal: Refusal, asked: Asked): IsovecError {
  return sentenceOf({ ...refusal, message: refusal.message.replace(/[.\s]+$/, "") }, asked);
}

/** Codes of undici for a host that says nothing: a line that hangs is a line that broke. */
const silent: ReadonlySet<string> = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** Why a request failed, or its answer could not be read to its end. */
export function connectionFailure(host: string, error: unknown): IsovecError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = String((cause as { code?: unknown } | null)?.code ?? "");
  const retryable = isPassingConnection(code) || silent.has(code);
  const what = printable(cause instanceof Error ? cause.message : String(cause)) || "the connection failed";
  const isCertificate = /CERT|SIGNED|TLS|SSL/.test(code);
  return new IsovecError("BackendUnavailable", `${host} cannot be reached: ${what}${code && ` (${code})`}.`, {
    remedy: isCertificate
      ? "Give Node the authority's certificate in NODE_EXTRA_CA_CERTS."
      : "Check the network, HTTPS_PROXY, and hubUrl or HF_ENDPOINT; what was downloaded is kept. A closed network takes a file of `isovec bundle`.",
    retryable,
    cause: error,
  });
}
