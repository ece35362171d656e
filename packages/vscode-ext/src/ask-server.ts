import { CancellationTokenSource } from "vscode";
import type { ServerConnection } from "./server-connection.ts";

/**
 * Sends one request, starting the server when there is none.
 *
 * @throws ServerNotFound, why the process did not come up, or the server's error
 */
export async function askServer<Answer>(
  connection: ServerConnection,
  method: string,
  params: object,
  signal: AbortSignal,
): Promise<Answer> {
  const client = await connection.ready();
  const cancellation = new CancellationTokenSource();
  const cancel = (): void => cancellation.cancel();
  signal.addEventListener("abort", cancel);
  if (signal.aborted) cancel();
  try {
    return await client.sendRequest<Answer>(method, params, cancellation.token);
  } finally {
    signal.removeEventListener("abort", cancel);
    cancellation.dispose();
  }
}
