import { type BackendListResult, type BackendSelectParams, methods } from "@isovec/core/protocol";
import { ProgressLocation, window } from "vscode";
import type { ServerConnection } from "../server-connection.ts";
import { engineRows } from "./engine-rows.ts";

/**
 * "Isovec: Select Engine": the choice holds until the server ends, searches go on with the old engine until the new one
 * is there.
 *
 * @throws the server's refusal, which says what to do
 */
export async function selectEngine(connection: ServerConnection): Promise<void> {
  const client = await connection.ready();
  const rows = client
    .sendRequest<BackendListResult>(methods.backendList, {})
    .then((list) => [...engineRows(list)]);
  const row = await window.showQuickPick(rows, {
    title: "Isovec: Select Engine",
    placeHolder: "Until the server ends; isovec.json holds the lasting choice",
    matchOnDetail: true,
  });
  if (row === undefined) return;
  const params: BackendSelectParams = { id: row.id };
  await window.withProgress(
    { location: ProgressLocation.Notification, title: `Isovec: changing to ${row.id}` },
    () => client.sendRequest(methods.backendSelect, params),
  );
}
