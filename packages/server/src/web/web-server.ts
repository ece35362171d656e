import { folderRequests, type IndexStatus, methods, noParams } from "@isovec/core/protocol";
import type { Connection, InitializeParams, InitializeResult } from "vscode-languageserver";
import { Dispatcher } from "../lsp/dispatcher.ts";
import { DocumentSync } from "../lsp/documents/document-sync.ts";
import { answerEmbedding } from "../lsp/embedding-requests.ts";
import { didChangeFoldersParams, didChangeWatchedFilesParams, didSaveParams } from "../lsp/lsp-params.ts";
import { RefreshLoop } from "../lsp/refresh-loop.ts";
import { Searches } from "../lsp/search-requests.ts";
import { sharedCapabilities } from "../lsp/shared-capabilities.ts";
import { StatusReporter } from "../lsp/status-reporter.ts";
import { consoleLog } from "./console-log.ts";
import { onParserFailure } from "./instead/parser-pool.ts";
import { readPart, readPartsBy } from "./package-parts.ts";
import { StaticModel } from "./static-model.ts";
import { WebIndexes } from "./web-indexes.ts";

/** Longer than between the files that one command writes, and short of what a person notices. */
const changeDelayMs = 100;

/** The Embedding Server Protocol where there is no Node: search by words and by the static model, all in memory. */
export class WebServer {
  readonly #connection: Connection;
  readonly #status: StatusReporter;
  readonly #indexes: WebIndexes;
  readonly #sync: DocumentSync;
  readonly #loop: RefreshLoop;
  #folders: readonly { readonly uri: string }[] = [];
  #model: Promise<StaticModel> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#status = new StatusReporter(connection);
    onParserFailure((sentence) => connection.console.warn(sentence));
    readPartsBy((path) => connection.sendRequest(folderRequests.part, { path }));
    this.#indexes = new WebIndexes(() => this.#openModel(), {
      list: (params) => connection.sendRequest(folderRequests.list, params),
      read: (params) => connection.sendRequest(folderRequests.read, params),
    });
    const at = { workspace: this.#indexes };
    this.#sync = new DocumentSync({ serving: async () => ({ use: (work) => work(at) }) });
    this.#loop = new RefreshLoop({
      delayMs: changeDelayMs,
      refresh: (signal, onProgress) => this.#indexes.refresh(signal, onProgress),
      meanwhile: () => this.#indexes.lookAgain(),
      onProgress: () => {
        if (this.#status.indexIsDue()) void this.#report().catch(() => undefined);
      },
      onSettled: (failure) => void this.#settled(failure),
    });
  }

  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => void this.#start());
    connection.onShutdown(() => this.#stop());
    const log = consoleLog(connection);
    const on = new Dispatcher(connection, log);
    this.#sync.follow(on);
    new Searches(this.#sync, log).answer(on);
    const source = {
      embedder: async () => (await this.#openModel()).embedder(),
      card: async () => (await this.#openModel()).card,
      vectorSpace: async () => (await this.#openModel()).vectorSpace,
    };
    answerEmbedding(on, { active: async () => ({ use: (work) => work({ source }) }) });
    on.follow("textDocument/didSave", didSaveParams, ({ textDocument }) => this.#changed([textDocument.uri]));
    on.follow("workspace/didChangeWatchedFiles", didChangeWatchedFilesParams, ({ changes }) =>
      this.#changed(changes.map(({ uri }) => uri)),
    );
    on.follow("workspace/didChangeWorkspaceFolders", didChangeFoldersParams, async ({ event }) => {
      for (const { uri } of event.removed) await this.#indexes.remove(uri);
      for (const { uri } of event.added) this.#indexes.add(uri);
      this.#loop.schedule();
    });
    this.#answerIndex(on);
    on.refuseOthers();
    connection.listen();
  }

  #answerIndex(on: Dispatcher): void {
    const indexes = this.#indexes;
    on.handle(methods.indexStatus, noParams, () => indexes.status());
    on.handle(methods.indexRefresh, noParams, async () => {
      indexes.forgetListings();
      await this.#loop.now();
      return indexes.status();
    });
    on.handle(methods.indexPause, noParams, async () => {
      await indexes.pause();
      return this.#report();
    });
    on.handle(methods.indexResume, noParams, async () => {
      await indexes.resume();
      this.#begin();
      return this.#report();
    });
    on.handle(methods.indexClear, noParams, async () => {
      await indexes.clear();
      this.#begin();
      return this.#report();
    });
  }

  #initialize({ workspaceFolders }: InitializeParams): InitializeResult {
    this.#folders = workspaceFolders ?? [];
    return { serverInfo: { name: "isovec" }, capabilities: sharedCapabilities() };
  }

  async #start(): Promise<void> {
    // Before this a client answers nothing that a server asks.
    for (const { uri } of this.#folders) this.#indexes.add(uri);
    try {
      const { name } = await this.#openModel();
      this.#status.server({ health: "ok", quiescent: false, message: `Loading ${name}`, model: name });
      await this.#loop.now();
    } catch (error) {
      this.#status.failure(error);
    }
  }

  async #stop(): Promise<void> {
    this.#sync.stop();
    await this.#loop.stop();
    await this.#indexes.close();
    this.#sync.documents.dispose();
  }

  #openModel(): Promise<StaticModel> {
    this.#model ??= StaticModel.open(readPart).catch((error) => {
      this.#model = undefined;
      throw error;
    });
    return this.#model;
  }

  async #changed(uris: readonly string[]): Promise<void> {
    await this.#indexes.changed(uris);
    this.#loop.schedule();
  }

  #begin(): void {
    void this.#loop.now().catch(() => undefined);
  }

  async #settled(failure: unknown): Promise<void> {
    if (failure !== undefined) {
      this.#status.failure(failure);
      return;
    }
    const { name } = await this.#openModel();
    const status = await this.#report();
    const message = status.state === "paused" ? "The index is paused" : "Ready";
    this.#status.server({ health: "ok", quiescent: true, message, model: name, backend: "static (cpu)" });
  }

  async #report(): Promise<IndexStatus> {
    const status = await this.#indexes.status();
    this.#status.index(status);
    return status;
  }
}
