import { fileURLToPath } from "node:url";
import type { Configuration, PartialConfiguration } from "@isovec/core";
import {
  backendSelectParams,
  embedParams,
  type IndexStatus,
  methods,
  noParams,
  type ServerStatus,
  searchParams,
  similarParams,
  tokenizeParams,
} from "@isovec/core/protocol";
import {
  type CancellationToken,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
} from "vscode-languageserver";
import type { z } from "zod";
import type { RefreshProgress } from "../index/code-index.ts";
import type { ServerLog } from "../life/server-log.ts";
import type { ServerPresence } from "../life/server-registration.ts";
import { abortSignalOf } from "./abort-signal.ts";
import { listBackends, type Refusal, refusalOf, selection } from "./backend-requests.ts";
import { capabilitiesFor } from "./capabilities.ts";
import { embed, models, tokenize } from "./embedding-requests.ts";
import { type Composer, Engines } from "./engines.ts";
import { IndexProgress } from "./index-progress.ts";
import {
  didChangeFoldersParams,
  didChangeWatchedFilesParams,
  didSaveParams,
  workspaceSymbolParams,
} from "./lsp-params.ts";
import { mergeStatus } from "./merge-status.ts";
import { RefreshLoop } from "./refresh-loop.ts";
import { search } from "./search-request.ts";
import { similar } from "./similar-request.ts";
import { StatusReporter } from "./status-reporter.ts";
import { unknownMethod, validated, wireError } from "./wire-error.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

export interface LanguageServerOptions {
  readonly connection: Connection;
  readonly version: string;
  /** Reads the configuration as it is now; the overrides win. */
  readonly readConfiguration: (
    params: InitializeParams,
    overrides: PartialConfiguration,
  ) => Promise<Configuration>;
  readonly composer: () => Promise<Composer>;
  readonly log: ServerLog;
  /** Told whenever something of it changes. */
  readonly onPresence: (presence: ServerPresence) => void;
}

const changeDelayMs = 500;

/** The Embedding Server Protocol over one connection. Answers `initialize` at once; models load afterwards. */
export class LanguageServer {
  private readonly connection: Connection;
  private readonly status: StatusReporter;
  private readonly loop: RefreshLoop;
  private readonly engines: Engines;
  private initialization: InitializeParams | undefined;
  private progress: IndexProgress | undefined;
  private refusal: Refusal | undefined;
  private engine: Pick<ServerPresence, "model" | "backend" | "device"> = {};

  constructor(private readonly options: LanguageServerOptions) {
    this.connection = options.connection;
    this.status = new StatusReporter(this.connection);
    this.engines = new Engines({
      readConfiguration: (overrides) => options.readConfiguration(this.initialized(), overrides),
      composer: options.composer,
    });
    this.loop = new RefreshLoop({
      delayMs: changeDelayMs,
      refresh: (signal, onProgress) => this.refresh(signal, onProgress),
      onProgress: (progress) => this.reportProgress(progress),
      onSettled: (failure) => void this.reportSettled(failure),
    });
  }

  listen(): void {
    const { connection, engines } = this;
    connection.onInitialize((params) => this.initialize(params));
    connection.onInitialized(() => void this.start());
    connection.onShutdown(() => this.shutdown());
    this.follow("textDocument/didSave", didSaveParams, ({ textDocument }) =>
      this.filesChanged([textDocument.uri]),
    );
    this.follow("workspace/didChangeWatchedFiles", didChangeWatchedFilesParams, ({ changes }) =>
      this.filesChanged(changes.map(({ uri }) => uri)),
    );
    this.follow("workspace/didChangeWorkspaceFolders", didChangeFoldersParams, ({ event }) =>
      this.foldersChanged(event),
    );

    this.handle(methods.embed, embedParams, async (params, signal) =>
      (await engines.active()).use(({ source }) => embed(source, params, signal)),
    );
    this.handle(methods.tokenize, tokenizeParams, async (params) =>
      (await engines.active()).use(({ source }) => tokenize(source, params)),
    );
    this.handle(methods.models, noParams, async () =>
      (await engines.active()).use(({ source }) => models(source)),
    );
    this.handle(methods.search, searchParams, async (params, signal) =>
      (await engines.serving()).use(async ({ workspace }) =>
        search(await workspace.searchable(), params, signal),
      ),
    );
    this.handle(methods.similar, similarParams, async (params, signal) =>
      (await engines.serving()).use(async ({ workspace }) =>
        similar(await workspace.searchable(), params, signal),
      ),
    );
    this.handle("workspace/symbol", workspaceSymbolParams, async ({ query }, signal) =>
      (await engines.serving()).use(async ({ workspace }) =>
        workspaceSymbols(await workspace.searchable(), query, signal),
      ),
    );
    this.handle(methods.indexStatus, noParams, () => this.indexStatus());
    this.handle(methods.indexRefresh, noParams, async () => {
      await this.loop.now();
      return this.indexStatus();
    });
    this.handle(methods.backendList, noParams, () => listBackends(engines, this.refusal));
    this.handle(methods.backendSelect, backendSelectParams, async (chosen) => {
      await this.changeEngine(selection(chosen), chosen.id);
      return listBackends(engines, this.refusal);
    });
    connection.onRequest((method) => {
      throw unknownMethod(method);
    });
    connection.listen();
  }

  private handle<T>(
    method: string,
    schema: z.ZodType<T>,
    answer: (params: T, signal: AbortSignal) => Promise<unknown>,
  ): void {
    const { log } = this.options;
    this.connection.onRequest(method, async (params: unknown, token: CancellationToken) => {
      const since = performance.now();
      try {
        const answered = await answer(validated(schema, params), abortSignalOf(token));
        log.debug(`${method} took ${(performance.now() - since).toFixed(1)} ms`);
        return answered;
      } catch (error) {
        throw this.told(method, error);
      }
    });
  }

  /** A notification has no answer: what is wrong with it goes to the client's log. */
  private follow<T>(method: string, schema: z.ZodType<T>, act: (params: T) => Promise<void> | void): void {
    this.connection.onNotification(method, async (params: unknown) => {
      try {
        await act(validated(schema, params));
      } catch (error) {
        const { message } = this.told(method, error);
        this.connection.console.warn(`${method}: ${message}`);
      }
    });
  }

  /** A failure as the client is told of it. A defect's text stays in the log. */
  private told(what: string, error: unknown): ReturnType<typeof wireError> {
    const told = wireError(error, () => this.options.log.failure(what, error));
    this.options.log.debug(`${what} failed: ${told.message}`);
    return told;
  }

  private initialize(params: InitializeParams): InitializeResult {
    this.initialization = params;
    this.progress = new IndexProgress(this.connection, params.capabilities.window?.workDoneProgress === true);
    for (const { uri } of params.workspaceFolders ?? []) this.engines.addFolder(uri);
    // Older clients name their one folder here.
    if (!params.workspaceFolders?.length && params.rootUri) this.engines.addFolder(params.rootUri);
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
      const { source } = await this.engines.active();
      const { name } = await source.card();
      this.tellPresence();
      this.status.server({ health: "ok", quiescent: false, message: `Loading ${name}`, model: name });
      // Loaded before the first question, so that the question need not wait for it.
      await source.embedder();
      await this.reportEngine({ quiescent: false, message: "Reading files" });
      await this.loop.now();
    } catch (error) {
      await this.reportSettled(error);
    }
  }

  private async foldersChanged({
    added,
    removed,
  }: z.infer<typeof didChangeFoldersParams>["event"]): Promise<void> {
    for (const { uri } of removed) await this.engines.removeFolder(uri);
    for (const { uri } of added) this.engines.addFolder(uri);
    this.tellPresence();
    this.loop.schedule();
  }

  private watchFiles(): void {
    const { workspace } = this.initialized().capabilities;
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
    void this.connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: "**/*" }],
    });
  }

  private filesChanged(uris: readonly string[]): void {
    // What the file says now outranks what a client has chosen before.
    if (uris.some((uri) => uri.endsWith("/isovec.json"))) void this.followConfiguration();
    this.loop.schedule();
  }

  private async followConfiguration(): Promise<void> {
    try {
      await this.changeEngine({}, undefined);
    } catch {
      // Reported where it was refused; nobody waits for an answer.
    }
  }

  /** @throws why the new engine is refused; the old one serves on then, and the status says so */
  private async changeEngine(overrides: PartialConfiguration, id: string | undefined): Promise<void> {
    try {
      if (!(await this.engines.change(overrides))) return;
      this.refusal = undefined;
      await this.reportEngine({ quiescent: false, message: "The engine has changed, the index follows" });
      void this.loop.now().catch(() => undefined);
    } catch (error) {
      this.options.log.failure("change of the engine", error);
      this.connection.console.error(wireError(error, () => undefined).message);
      const chosen =
        id ??
        (await this.options.readConfiguration(this.initialized(), overrides).catch(() => undefined))?.backend;
      if (chosen !== undefined) this.refusal = refusalOf(chosen, error);
      await this.reportRefusal(error);
      throw error;
    }
  }

  private async refresh(signal: AbortSignal, onProgress: (progress: RefreshProgress) => void): Promise<void> {
    const generation = await this.engines.active();
    await generation.use(({ workspace }) => workspace.refresh(signal, onProgress));
    // Another change may have come meanwhile; its own refresh follows.
    if (generation === (await this.engines.active())) await this.engines.promote();
  }

  private async indexStatus(): Promise<IndexStatus> {
    const { source, workspace } = await this.engines.active();
    const { id } = await source.vectorSpace();
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
      this.options.log.failure("index", failure);
      this.connection.console.error(wireError(failure, () => undefined).message);
      this.status.failure(failure);
      return;
    }
    await this.reportEngine({ quiescent: true, message: "Ready" });
    await this.reportIndex();
  }

  private async reportEngine(said: Pick<ServerStatus, "message" | "quiescent">): Promise<void> {
    const { backendId, device, modelName } = await (await this.engines.active()).source.embedder();
    this.status.server({ health: "ok", model: modelName, backend: `${backendId} (${device})`, ...said });
    this.options.log.info(`${said.message}: ${modelName} on ${backendId} (${device})`);
    this.tellPresence({ model: modelName, backend: backendId, device });
  }

  private tellPresence(engine: Pick<ServerPresence, "model" | "backend" | "device"> = this.engine): void {
    this.engine = engine;
    const { name } = this.initialized().clientInfo ?? {};
    this.options.onPresence({
      version: this.options.version,
      ...(name !== undefined && { client: name }),
      folders: this.engines.folderUris
        .filter((uri) => uri.startsWith("file:"))
        .map((uri) => fileURLToPath(uri)),
      ...engine,
    });
  }

  private async reportRefusal(error: unknown): Promise<void> {
    const serving = await this.engines.active().then(
      ({ source }) => source.embedder(),
      () => undefined,
    );
    if (serving === undefined) this.status.failure(error);
    else this.status.refusal(error, serving);
  }

  /** Ends what is under way, the indexes and the engine. */
  async shutdown(): Promise<void> {
    await this.loop.stop();
    await this.engines.stop();
  }
}
