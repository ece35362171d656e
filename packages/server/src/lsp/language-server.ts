import type { Configuration, PartialConfiguration } from "@isovec/core";
import { backendMeasureParams, backendSelectParams, methods, noParams } from "@isovec/core/protocol";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
} from "vscode-languageserver";
import type { z } from "zod";
import type { ServerLog } from "../life/server-log.ts";
import type { ServerPresence } from "../life/server-registration.ts";
import { capabilitiesFor } from "./capabilities.ts";
import { ClientSettings } from "./client-settings.ts";
import { answerCodeActions } from "./code-actions.ts";
import { answerCommands } from "./commands.ts";
import { Dispatcher } from "./dispatcher.ts";
import { DocumentSync } from "./documents/document-sync.ts";
import { answerEmbedding } from "./embedding-requests.ts";
import { EngineChange } from "./engine-change.ts";
import { Engines, type EnginesOptions } from "./engines.ts";
import { IndexLife } from "./index-life.ts";
import { IndexProgress } from "./index-progress.ts";
import { answerIndexRequests } from "./index-requests.ts";
import { areIndexed, foldersOf } from "./indexed-folders.ts";
import { didChangeFoldersParams, didChangeWatchedFilesParams, didSaveParams } from "./lsp-params.ts";
import { Searches } from "./search-requests.ts";
import { ServerReports } from "./server-reports.ts";
import { StatusReporter } from "./status-reporter.ts";

export interface LanguageServerOptions {
  readonly connection: Connection;
  readonly version: string;
  /** Reads the configuration as it is now; the overrides win. */
  readonly readConfiguration: (
    params: InitializeParams,
    overrides: PartialConfiguration,
  ) => Promise<Configuration>;
  readonly composer: EnginesOptions["composer"];
  readonly log: ServerLog;
  /** Told whenever something of it changes. */
  readonly onPresence: (presence: ServerPresence) => void;
}

/** The Embedding Server Protocol over one connection. Answers `initialize` at once; models load afterwards. */
export class LanguageServer {
  private readonly connection: Connection;
  private readonly engines: Engines;
  private readonly reports: ServerReports;
  private readonly index: IndexLife;
  private readonly engine: EngineChange;
  private readonly sync: DocumentSync;
  private readonly settings: ClientSettings;
  private initialization: InitializeParams | undefined;

  constructor(private readonly options: LanguageServerOptions) {
    const { connection, composer, readConfiguration } = options;
    this.connection = connection;
    const readNow = (overrides: PartialConfiguration): Promise<Configuration> =>
      readConfiguration(this.settings.initialization(), overrides);
    const engines = new Engines({ readConfiguration: readNow, composer });
    const status = new StatusReporter(connection);
    const reports = new ServerReports({ ...options, engines, status });
    const index = new IndexLife({ engines, status, reports });
    this.engines = engines;
    this.reports = reports;
    this.index = index;
    this.sync = new DocumentSync(engines);
    this.settings = new ClientSettings({
      connection,
      initialized: () => this.initialized(),
      onChanged: async () => {
        await this.engine.followConfiguration();
        // What it reports at its end takes back what was said of a refusal.
        index.schedule();
      },
      onRefused: (error) => reports.refused(error),
    });
    this.engine = new EngineChange({
      engines,
      reports,
      engineNamedBy: async (overrides) => (await readNow(overrides).catch(() => undefined))?.backend,
      onChanged: () => index.begin(),
    });
  }

  listen(): void {
    const { connection, engine } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => void this.start());
    connection.onShutdown(() => this.shutdown());

    const dispatcher = new Dispatcher(connection, this.options.log);
    this.followClient(dispatcher);
    answerEmbedding(dispatcher, this.engines);
    this.settings.follow(dispatcher);
    this.sync.follow(dispatcher);
    const searches = new Searches(this.sync, this.options.log);
    searches.answer(dispatcher);
    answerIndexRequests(dispatcher, this.index);
    dispatcher.handle(methods.backendList, noParams, () => engine.list());
    dispatcher.handle(methods.backendSelect, backendSelectParams, (chosen) => engine.select(chosen));
    dispatcher.handle(methods.backendMeasure, backendMeasureParams, (chosen) => engine.measure(chosen));
    answerCommands(dispatcher, {
      search: (params, signal) => searches.search(params, signal),
      similar: (params, signal) => searches.similar(params, signal),
      reindex: () => this.index.refresh(),
      selectBackend: (chosen) => engine.select(chosen),
    });
    answerCodeActions(dispatcher, this.sync.documents, () => this.initialized());
    dispatcher.refuseOthers();
    connection.listen();
  }

  /** Ends what is under way, the indexes and the engine. */
  async shutdown(): Promise<void> {
    this.sync.stop();
    await this.index.stop();
    await this.engines.stop();
    this.sync.documents.dispose();
  }

  private initialize(params: InitializeParams): InitializeResult {
    this.initialization = params;
    const { clientInfo, capabilities: client } = params;
    this.reports.meets(clientInfo?.name);
    this.index.show(new IndexProgress(this.connection, client.window?.workDoneProgress === true));
    for (const uri of foldersOf(params)) this.engines.addFolder(uri);
    const capabilities = capabilitiesFor(params);
    return { capabilities, serverInfo: { name: "isovec", version: this.options.version } };
  }

  private initialized(): InitializeParams {
    if (this.initialization === undefined) throw new Error("a request came before initialize");
    return this.initialization;
  }

  private async start(): Promise<void> {
    try {
      this.watchFiles();
      const generation = await this.engines.active();
      const { source, workspace, configuration } = generation;
      // The first question waits for the engine where words can be searched already. If it fails the refresh says so.
      const isIndexed = areIndexed(this.engines.folderUris, configuration.stateDirectory);
      if (isIndexed) void source.embedder().catch(() => undefined);
      this.reports.loads((await source.card()).name);
      const indexes = await workspace.indexes();
      if (indexes.length > 0 && indexes.every((index) => index.status().files > 0)) {
        await source.embedder().catch(() => undefined);
        this.index.begin();
        return;
      }
      // Words can be searched without an engine: they come first, and an engine that loads takes every core.
      this.index.begin();
      await this.index.hasRead;
      // Loaded before the first question, so that the question need not wait for it.
      await source.embedder();
      // Where nothing is new the index has come to rest meanwhile, and "Ready" has to be the last word.
      if (this.index.hasSettled) return;
      await this.reports.serves({ quiescent: false, message: "Embedding files" });
    } catch (error) {
      await this.index.reportSettled(error);
    }
  }

  private followClient(dispatcher: Dispatcher): void {
    dispatcher.follow("textDocument/didSave", didSaveParams, ({ textDocument }) =>
      this.filesChanged([textDocument.uri]),
    );
    dispatcher.follow("workspace/didChangeWatchedFiles", didChangeWatchedFilesParams, ({ changes }) =>
      this.filesChanged(changes.map(({ uri }) => uri)),
    );
    dispatcher.follow("workspace/didChangeWorkspaceFolders", didChangeFoldersParams, ({ event }) =>
      this.foldersChanged(event),
    );
  }

  private filesChanged(uris: readonly string[]): void {
    if (uris.some((uri) => uri.endsWith("/isovec.json"))) void this.engine.followConfiguration();
    this.index.filesChanged(uris);
  }

  private async foldersChanged({
    added,
    removed,
  }: z.infer<typeof didChangeFoldersParams>["event"]): Promise<void> {
    for (const { uri } of removed) await this.engines.removeFolder(uri);
    for (const { uri } of added) this.engines.addFolder(uri);
    this.reports.presence();
    this.index.schedule();
  }

  private watchFiles(): void {
    const { workspace } = this.initialized().capabilities;
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) {
      this.index.watchFolders();
      return;
    }
    void this.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: "**/*" }],
    });
  }
}
