import { fileURLToPath } from "node:url";
import type { ServerStatus } from "@isovec/core/protocol";
import type { Connection } from "vscode-languageserver";
import type { ServerLog } from "../life/server-log.ts";
import type { ServerPresence } from "../life/server-registration.ts";
import type { Engines } from "./engines.ts";
import type { StatusReporter } from "./status-reporter.ts";
import { wireError } from "./wire-error.ts";

export interface ServerReportsOptions {
  readonly connection: Connection;
  readonly engines: Engines;
  readonly status: StatusReporter;
  readonly log: ServerLog;
  readonly version: string;
  /** Told whenever something of it changes. */
  readonly onPresence: (presence: ServerPresence) => void;
}

/** How the server is: told to the client, to the log, and to whoever asks on this machine. */
export class ServerReports {
  private engine: Pick<ServerPresence, "model" | "backend" | "device"> = {};
  private clientName: string | undefined;

  constructor(private readonly options: ServerReportsOptions) {}

  /** Who the client says it is. */
  meets(clientName: string | undefined): void {
    this.clientName = clientName;
  }

  loads(model: string): void {
    this.presence();
    this.options.status.server({ health: "ok", quiescent: false, message: `Loading ${model}`, model });
  }

  /** An engine serves. */
  async serves(said: Pick<ServerStatus, "message" | "quiescent">): Promise<void> {
    const { engines, status, log } = this.options;
    const { backendId, device, modelName } = await (await engines.active()).source.embedder();
    status.server({ health: "ok", model: modelName, backend: `${backendId} (${device})`, ...said });
    log.info(`${said.message}: ${modelName} on ${backendId} (${device})`);
    this.engine = { model: modelName, backend: backendId, device };
    this.presence();
  }

  /** Index or engine have failed. */
  failed(error: unknown): void {
    this.complain("index", error);
    this.options.status.failure(error);
  }

  /** A new engine was refused; what served before serves on. */
  async refused(error: unknown): Promise<void> {
    this.complain("change of the engine", error);
    const { engines, status } = this.options;
    const serving = await engines.active().then(
      ({ source }) => source.embedder(),
      () => undefined,
    );
    if (serving === undefined) status.failure(error);
    else status.refusal(error, serving);
  }

  presence(): void {
    const { engines, version, onPresence } = this.options;
    onPresence({
      version,
      ...(this.clientName !== undefined && { client: this.clientName }),
      folders: engines.folderUris.filter((uri) => uri.startsWith("file:")).map((uri) => fileURLToPath(uri)),
      ...this.engine,
    });
  }

  private complain(what: string, error: unknown): void {
    this.options.log.failure(what, error);
    this.options.connection.console.error(wireError(error, () => undefined).message);
  }
}
