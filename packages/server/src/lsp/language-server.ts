import {
  embedParams,
  type IndexStatus,
  methods,
  protocolVersion,
  searchParams,
  tokenizeParams,
} from "@isovec/core/protocol";
import {
  type CancellationToken,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import type { Scope } from "../composition/scope.ts";
import { EmbedderSource } from "../composition/tokens.ts";
import type { RefreshProgress } from "../index/code-index.ts";
import { abortSignalOf } from "./abort-signal.ts";
import { embed, models, tokenize } from "./embedding-requests.ts";
import { IndexProgress } from "./index-progress.ts";
import { mergeStatus } from "./merge-status.ts";
import { RefreshLoop } from "./refresh-loop.ts";
import { search } from "./search-request.ts";
import { StatusReporter } from "./status-reporter.ts";
import { validated, wireError } from "./wire-error.ts";
import { Workspace } from "./workspace.ts";

export interface LanguageServerOptions {
  readonly connection: Connection;
  readonly version: string;
  /** Reads the configuration and puts the server's parts together. */
  readonly compose: (params: InitializeParams) => Promise<Scope>;
  /** The scope of one folder inside of that. */
  readonly composeWorkspace: (parent: Scope, root: string) => Scope;
}

const changeDelayMs = 500;

const capabilities: ServerCapabilities = {
  textDocumentSync: { openClose: false, change: TextDocumentSyncKind.None, save: { includeText: false } },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  experimental: {
    embeddingServer: {
      version: protocolVersion,
      methods: [
        methods.embed,
        methods.tokenize,
        methods.models,
        methods.search,
        methods.indexStatus,
        methods.indexRefresh,
      ],
    },
  },
};

/** The Embedding Server Protocol over one connection. Answers `initialize` at once; models load afterwards. */
export class LanguageServer {
  private readonly connection: Connection;
  private readonly status: StatusReporter;
  private readonly loop: RefreshLoop;
  private initialization: InitializeParams | undefined;
  private progress: IndexProgress | undefined;
  private starting: Promise<{ scope: Scope; workspace: Workspace }> | undefined;

  constructor(private readonly options: LanguageServerOptions) {
    this.connection = options.connection;
    this.status = new StatusReporter(this.connection);
    this.loop = new RefreshLoop({
      delayMs: changeDelayMs,
      refresh: async (signal, onProgress) => (await this.started()).workspace.refresh(signal, onProgress),
      onProgress: (progress) => this.reportProgress(progress),
      onSettled: (failure) => void this.reportSettled(failure),
    });
  }

  listen(): void {
    const { connection } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => void this.start());
    connection.onShutdown(() => this.shutdown());
    connection.onDidSaveTextDocument(() => this.loop.schedule());
    connection.onDidChangeWatchedFiles(() => this.loop.schedule());
    this.handle(methods.embed, async (params, signal) =>
      embed(await this.source(), validated(embedParams, params), signal),
    );
    this.handle(methods.tokenize, async (params) =>
      tokenize(await this.source(), validated(tokenizeParams, params)),
    );
    this.handle(methods.models, async () => models(await this.source()));
    this.handle(methods.search, async (params, signal) => {
      const { workspace } = await this.started();
      return search(await workspace.searchable(), validated(searchParams, params), signal);
    });
    this.handle(methods.indexStatus, () => this.indexStatus());
    this.handle(methods.indexRefresh, async () => {
      await this.loop.now();
      return this.indexStatus();
    });
    connection.listen();
  }

  private handle(method: string, answer: (params: unknown, signal: AbortSignal) => Promise<unknown>): void {
    this.connection.onRequest(method, async (params: unknown, token: CancellationToken) => {
      try {
        return await answer(params, abortSignalOf(token));
      } catch (error) {
        throw wireError(error, (message) => this.connection.console.error(message));
      }
    });
  }

  private initialize(params: InitializeParams): InitializeResult {
    this.initialization = params;
    this.progress = new IndexProgress(this.connection, params.capabilities.window?.workDoneProgress === true);
    return { capabilities, serverInfo: { name: "isovec", version: this.options.version } };
  }

  /** Loads the parts once; every request waits for it, and gets its failure. */
  private started(): Promise<{ scope: Scope; workspace: Workspace }> {
    this.starting ??= this.composeAll();
    return this.starting;
  }

  private async composeAll(): Promise<{ scope: Scope; workspace: Workspace }> {
    const params = this.initialization;
    if (params === undefined) throw new Error("a request came before initialize");
    const scope = await this.options.compose(params);
    const workspace = new Workspace({ openFolder: (root) => this.options.composeWorkspace(scope, root) });
    for (const { uri } of params.workspaceFolders ?? []) workspace.add(uri);
    // Older clients name their one folder here.
    if (!params.workspaceFolders?.length && params.rootUri) workspace.add(params.rootUri);
    return { scope, workspace };
  }

  private async start(): Promise<void> {
    try {
      this.watchFiles();
      const { scope, workspace } = await this.started();
      const { name } = await scope.resolve(EmbedderSource).card();
      this.status.server({ health: "ok", quiescent: false, message: `Loading ${name}`, model: name });
      this.followFolders(workspace);
      // Loaded before the first question, so that the question need not wait for it.
      await scope.resolve(EmbedderSource).embedder();
      await this.loop.now();
    } catch (error) {
      await this.reportSettled(error);
    }
  }

  private followFolders(workspace: Workspace): void {
    // The base library throws where a client does not send such changes.
    if (this.initialization?.capabilities.workspace?.workspaceFolders !== true) return;
    this.connection.workspace.onDidChangeWorkspaceFolders(async ({ added, removed }) => {
      for (const { uri } of removed) await workspace.remove(uri);
      for (const { uri } of added) workspace.add(uri);
      this.loop.schedule();
    });
  }

  private watchFiles(): void {
    const { workspace } = this.initialization?.capabilities ?? {};
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
    void this.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: "**/*" }],
    });
  }

  private async source() {
    return (await this.started()).scope.resolve(EmbedderSource);
  }

  private async indexStatus(): Promise<IndexStatus> {
    const { scope, workspace } = await this.started();
    const { id } = await scope.resolve(EmbedderSource).vectorSpace();
    return mergeStatus(
      (await workspace.indexes()).map((index) => index.status()),
      id,
    );
  }

  private reportProgress(progress: RefreshProgress): void {
    this.progress?.update(progress);
    if (this.status.indexIsDue()) void this.reportIndex();
  }

  private async reportIndex(): Promise<void> {
    try {
      this.status.index(await this.indexStatus());
    } catch {
      // Whoever caused the failure reports it; the index has no status to tell.
    }
  }

  private async reportSettled(failure: unknown): Promise<void> {
    this.progress?.end();
    if (failure !== undefined) {
      const error = wireError(failure, (message) => this.connection.console.error(message));
      this.connection.console.error(error.message);
      this.status.failure(failure);
      return;
    }
    const embedder = await (await this.source()).embedder();
    this.status.server({
      health: "ok",
      quiescent: true,
      message: "Ready",
      model: embedder.modelName,
      backend: `${embedder.backendId} (${embedder.device})`,
    });
    await this.reportIndex();
  }

  private async shutdown(): Promise<void> {
    await this.loop.stop();
    const started = await this.starting?.catch(() => undefined);
    await started?.scope.dispose();
  }
}
