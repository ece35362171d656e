import { type ErrorName, errorCodes, IsovecError } from "@isovec/core";
import { printable } from "../peer/printable.ts";

/** The plugin's process ended, or had to be ended. */
export function pluginCrashed(name: string, how: string, lastLine: string | undefined): IsovecError {
  const said = lastLine === undefined ? "" : ` Its last line was: ${lastLine}`;
  return new IsovecError("PluginCrashed", `The plugin ${name} failed: ${how}.${said}`, {
    remedy: "Send the request again: the plugin is started anew.",
    retryable: true,
  });
}

/** @param spared the process runs on, for it still answers */
export function pluginLate(name: string, how: string, spared: boolean): IsovecError {
  const what = spared ? `${how}, though it is well` : how;
  const remedy = spared
    ? "It is slow: raise backendOptions.timeoutMs, or send the request again."
    : "Send the request again: the plugin is started anew. backendOptions sets the time limits.";
  return new IsovecError("Timeout", `The plugin ${name} failed: ${what}.`, { remedy, retryable: true });
}

export function pluginStopped(name: string, cause: IsovecError): IsovecError {
  return new IsovecError(
    "PluginCrashed",
    `The plugin ${name} crashed five times in three minutes and was stopped. ${cause.message}`,
    { remedy: "Mend the plugin and load the model again, or choose another backend.", cause },
  );
}

/** An answer that is well-framed and wrong. */
export function wrongAnswer(name: string, what: string): IsovecError {
  return new IsovecError("BackendUnavailable", `The plugin ${name} answered ${what}.`, {
    remedy: "It is broken, or runs another model: choose another backend.",
  });
}

const invalidParams = -32602;

function nameOf(code: number): ErrorName {
  const names = Object.keys(errorCodes) as ErrorName[];
  if (code === invalidParams) return "InputInvalid";
  return names.find((name) => errorCodes[name] === code) ?? "BackendUnavailable";
}

/** An error response of the plugin; codes of the protocol keep their meaning. */
export function answeredError(
  name: string,
  error: { readonly code: number; readonly message: string },
): IsovecError {
  return new IsovecError(nameOf(error.code), `The plugin ${name} says: ${printable(error.message)}`, {
    remedy: "See the plugin's own documentation, or choose another backend.",
  });
}
