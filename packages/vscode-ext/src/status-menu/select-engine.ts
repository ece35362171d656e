import {
  type BackendListResult,
  type BackendMeasureParams,
  type BackendSelectParams,
  methods,
} from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import { ProgressLocation, type QuickInputButton, type QuickPickItem, ThemeIcon, window } from "vscode";
import { describeFailure } from "../failure.ts";
import type { LanguageClient } from "../language-client.ts";
import type { ServerConnection } from "../server-connection.ts";
import { engineRows } from "./engine-rows.ts";

/** A row that stands for an engine, or for the measurement of all. */
interface Row extends QuickPickItem {
  readonly id?: string;
}

/**
 * "Isovec: Select Engine": the choice holds until the server ends, searches go on with the old engine until the new one
 * is there. Engines are measured here too, beside the one that serves.
 *
 * @throws the server's refusal, which says what to do
 */
export async function selectEngine(connection: ServerConnection): Promise<void> {
  const client = await connection.ready();
  const id = await chooseEngine(client);
  if (id === undefined) return;
  const params: BackendSelectParams = { id };
  await window.withProgress(
    { location: ProgressLocation.Notification, title: t("Isovec: changing to {0}", id) },
    () => client.sendRequest(methods.backendSelect, params),
  );
}

async function chooseEngine(client: LanguageClient): Promise<string | undefined> {
  const measureButton: QuickInputButton = {
    iconPath: new ThemeIcon("dashboard"),
    tooltip: t("Measure speed and parity"),
  };
  const failures = new Map<string, string>();
  let isOpen = true;
  const picker = window.createQuickPick<Row>();
  picker.title = t("Isovec: Select Engine");
  picker.placeholder = t("Until the server ends; isovec.json holds the lasting choice");
  picker.matchOnDetail = true;
  const measureAll: Row = {
    label: `$(dashboard) ${t("Measure All Engines")}`,
    detail: t("Holds each against the model's golden probes, beside the one that serves"),
    alwaysShow: true,
  };
  const refresh = async (): Promise<readonly Row[]> => {
    const list = await client.sendRequest<BackendListResult>(methods.backendList, {});
    const rows: readonly Row[] = engineRows(list, failures);
    const active = picker.activeItems[0]?.id;
    picker.items = [...rows.map((row) => ({ ...row, buttons: [measureButton] })), measureAll];
    picker.activeItems = picker.items.filter(({ id }) => id !== undefined && id === active);
    return rows;
  };
  const waiting: string[] = [];
  const measure = async (ids: readonly string[]): Promise<void> => {
    waiting.push(...ids);
    if (picker.busy) return;
    picker.busy = true;
    picker.ignoreFocusOut = true;
    for (let id = waiting.shift(); id !== undefined && isOpen; id = waiting.shift()) {
      await measureOne(id);
    }
    picker.title = t("Isovec: Select Engine");
    picker.ignoreFocusOut = false;
    picker.busy = false;
  };
  const measureOne = async (id: string): Promise<void> => {
    picker.title = t("Isovec: measuring {0}", id);
    const params: BackendMeasureParams = { id };
    failures.delete(id);
    await client
      .sendRequest(methods.backendMeasure, params)
      .catch((error: unknown) => failures.set(id, describeFailure(error)));
    await refresh();
  };
  return await new Promise<string | undefined>((resolve, reject) => {
    picker.onDidHide(() => {
      isOpen = false;
      resolve(undefined);
      picker.dispose();
    });
    picker.onDidTriggerItemButton(({ item }) => void measure(item.id === undefined ? [] : [item.id]));
    picker.onDidAccept(() => {
      const [row] = picker.activeItems;
      if (row?.id === undefined) {
        void measure(picker.items.flatMap(({ id }) => (id === undefined ? [] : [id])));
        return;
      }
      resolve(row.id);
      picker.hide();
    });
    picker.show();
    picker.busy = true;
    refresh().then(
      () => {
        picker.busy = false;
      },
      (error: unknown) => {
        reject(error);
        picker.hide();
      },
    );
  });
}
