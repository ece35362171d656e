import { IsovecError } from "@isovec/core/browser";
import type { Connection } from "vscode-languageserver";
import type { RequestLog } from "../lsp/dispatcher.ts";

/** The log of a server without a disk: what fails goes to the client's. Nothing is kept. */
export function consoleLog({ console }: Connection): RequestLog {
  return {
    debug: () => undefined,
    failure: (what, failure) => {
      if (IsovecError.is(failure)) console.error(`${what}: ${failure.name}: ${failure.message}`);
      else
        console.error(`${what}: ${failure instanceof Error ? (failure.stack ?? failure.message) : failure}`);
    },
  };
}
