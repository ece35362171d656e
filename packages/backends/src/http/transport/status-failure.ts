import { IsovecError } from "@isovec/core";
import type { Answer } from "./attempt.ts";
import type { NamedServer, ServerSection } from "./server-origin.ts";

/** What a status means for whoever configured the server. */
function remedyOf(status: number, section: ServerSection, waitMs?: number): string {
  // A reranker is sent texts, one request a search.
  const takesIds = section === "backendOptions";
  const takesNoIds = 'If it takes no token ids, set "input": "text" in backendOptions.';
  if (status === 401 || status === 403) {
    return `Name the environment variable that holds its key in ${section}.keyVariable.`;
  }
  if (status === 404 || status === 405) {
    return `Check url, api and model in ${section}: the server has no such path or no such model.`;
  }
  if (status === 413) return "It takes less at once than its API says: raise its limit.";
  if (status === 400 || status === 422) {
    return `It does not take what was sent. ${takesIds ? takesNoIds : `Check url, api and model in ${section}.`}`;
  }
  if (status === 429 || status === 503) {
    const when = waitMs === undefined ? "later" : `in ${Math.ceil(waitMs / 1000)} s`;
    return `Try again ${when}${takesIds ? ", or lower backendOptions.concurrency" : ""}.`;
  }
  // llama-cpp-python answers 500 to a request that it cannot read.
  if (status >= 500) return `Look at the server's own log.${takesIds ? ` ${takesNoIds}` : ""}`;
  return `Check url and api in ${section}.`;
}

/** Whether the same request may succeed a little later. 501 says that it never will. */
export function isPassing(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

/**
 * The sentence for an answer that is not a success.
 * @param attempts made so far
 * @param waitMs what it asks for in Retry-After
 */
export function statusFailure(
  { host, section }: NamedServer,
  { status, message }: Answer,
  attempts = 1,
  waitMs?: number,
): IsovecError {
  const often = attempts > 1 ? ` after ${attempts} attempts` : "";
  const said = message === "" ? "" : `: ${message.replace(/[.\s]+$/, "")}`;
  const overloaded = status === 429 || status === 503;
  return new IsovecError(
    overloaded ? "Overloaded" : "BackendUnavailable",
    `${host} answered with status ${status}${often}${said}.`,
    { remedy: remedyOf(status, section, waitMs), retryable: isPassing(status) },
  );
}
