import { type IndexStatus, methods, type ServerStatus } from "@isovec/core/protocol";
import { type Disposable, type Event, EventEmitter, type LogOutputChannel } from "vscode";
import type { Configured } from "./configured.ts";
import { describeFailure } from "./failure.ts";
import type { ClientLibrary, LanguageClient, State } from "./language-client.ts";
import type { ServerView } from "./server-view.ts";

/** The one server of this window: started when first needed, watched, replaced when its settings change. */
export class ServerConnection implements Disposable {
  #library: Promise<ClientLibrary> | undefined;
  #client: LanguageClient | undefined;
  #view: ServerView = { phase: "stopped" };
  readonly #changed: EventEmitter<ServerView> = new EventEmitter();
  readonly onDidChange: Event<ServerView> = this.#changed.event;

  constructor(
    private readonly createClient: (library: ClientLibrary) => LanguageClient,
    private readonly log: LogOutputChannel,
  ) {}

  get view(): ServerView {
    return this.#view;
  }

  /** The filters that a question may hold, each with its values where they are few; none before the server has started. */
  get filters(): Readonly<Record<string, readonly string[]>> {
    const announced = this.#client?.initializeResult?.capabilities.experimental as
      | { readonly embeddingServer?: { readonly filters?: Readonly<Record<string, readonly string[]>> } }
      | undefined;
    return announced?.embeddingServer?.filters ?? {};
  }

  /**
   * The running client; starts one when there is none.
   *
   * @throws ServerNotFound, or why the process did not come up
   */
  async ready(): Promise<LanguageClient> {
    try {
      if (this.#client === undefined) this.#show({ phase: "starting" });
      this.#library ??= readLibrary();
      const library = await this.#library;
      if (this.#client?.state === library.State.StartFailed) this.#client = undefined;
      this.#client ??= this.#connect(library);
      await this.#client.start();
      return this.#client;
    } catch (error) {
      this.#show({ phase: "failed", failure: describeFailure(error) });
      throw error;
    }
  }

  /** Tells a server that runs what is configured now; one that starts later reads it itself. */
  async configure(settings: Configured): Promise<void> {
    if (this.#view.phase !== "running") return;
    await this.#client?.sendNotification("workspace/didChangeConfiguration", {
      settings: { isovec: settings },
    });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.ready();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // A server that is still starting cannot be asked to stop; the base library ends its process.
      this.log.warn(`The server did not stop as asked: ${describeFailure(error)}`);
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #connect(library: ClientLibrary): LanguageClient {
    const client = this.createClient(library);
    client.onDidChangeState(({ newState }) => {
      if (client === this.#client) this.#follow(newState, library.State);
    });
    client.onNotification(methods.serverStatus, (server: ServerStatus) =>
      this.#show({ ...this.#view, server }),
    );
    client.onNotification(methods.indexDidChange, (index: IndexStatus) =>
      this.#show({ ...this.#view, index }),
    );
    return client;
  }

  #follow(state: State, { Starting, Running, Stopped }: ClientLibrary["State"]): void {
    if (state === Starting) this.#show({ phase: "starting" });
    else if (state === Running) this.#show({ ...this.#view, phase: "running" });
    else this.#show({ phase: state === Stopped ? "stopped" : "failed" });
  }

  #show(view: ServerView): void {
    this.#view = view;
    this.#changed.fire(view);
  }
}

/** In a turn of its own: by then the activation that starts the server has ended. */
async function readLibrary(): Promise<ClientLibrary> {
  await new Promise((resolve) => setTimeout(resolve));
  const { readClientLibrary } = await import("./language-client.ts");
  return await readClientLibrary();
}
