import { IsovecError } from "@isovec/core";
import type { CancellationToken } from "vscode-languageserver";

/** The protocol's cancellation as the platform's. */
export function abortSignalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(new IsovecError("Cancelled", "The request was cancelled."));
  if (token.isCancellationRequested) cancel();
  token.onCancellationRequested(cancel);
  return controller.signal;
}
