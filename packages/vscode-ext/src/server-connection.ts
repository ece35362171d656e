import { type IndexStatus, methods, type ServerStatus } from "@isovec/core/protocol";
import { type Disposable, type Event, EventEmitter, type LogOutputChannel } from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import type { Configured } from "./configured.ts";
import { describeFailure } from "./failure.ts";
import type { ServerView } from "./server-view.ts";

/** The one server of this window: started when first needed, watched, replaced when its settings change. */
export class ServerConnection implements Disposable {
  #client: LanguageClient | undefined;
  #view: ServerView = { phase: "stopped" };
  readonly #changed: EventEmitter<ServerView> = new EventEmitter();
  readonly onDidChange: Event<ServerView> = this.#changed.event;

  constructor(
    private readonly createClient: () => LanguageClient,
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
      if (this.#client?.state === State.StartFailed) this.#client = undefined;
      this.#client ??= this.#connect();
      await this.#client.start();
      return this.#client;
    } catch (error) {
      this.#show({ phase: "failed", failure: describeFailure(error) });
      throw error;
    }
  }

  /** Tells a server that runs what is configured now; one that starts later reads it itself. */
  async configure(settings: Configured): Promise<void> {
    if (this.#client?.state !== State.Running) return;
    await this.#client.sendNotification("workspace/didChangeConfiguration", {
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

  #connect(): LanguageClient {
    const client = this.createClient();
    client.onDidChangeState(({ newState }) => {
      if (client === this.#client) this.#follow(newState);
    });
    client.onNotification(methods.serverStatus, (server: ServerStatus) =>
      this.#show({ ...this.#view, server }),
    );
    client.onNotification(methods.indexDidChange, (index: IndexStatus) =>
      this.#show({ ...this.#view, index }),
    );
    return client;
  }

  #follow(state: State): void {
    if (state === State.Starting) this.#show({ phase: "starting" });
    else if (state === State.Running) this.#show({ ...this.#view, phase: "running" });
    else this.#show({ phase: state === State.Stopped ? "stopped" : "failed" });
  }

  #show(view: ServerView): void {
    this.#view = view;
    this.#changed.fire(view);
  }
}
