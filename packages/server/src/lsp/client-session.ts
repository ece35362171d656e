import type { Readable, Writable } from "node:stream";
import type { Configuration } from "@isovec/core";
import {
  createConnection,
  createProtocolConnection,
  type InitializeParams,
  ProposedFeatures,
} from "vscode-languageserver";
import type { Composer } from "../composition/parts.ts";
import type { ServerLog } from "../life/server-log.ts";
import type { ServerPresence } from "../life/server-registration.ts";
import { watchProcess } from "../life/watch-process.ts";
import { version } from "../version.ts";
import { guardStreams } from "./guard/guard-streams.ts";
import { LanguageServer } from "./language-server.ts";
import { initializeParams } from "./lsp-params.ts";
import { type ServeOptions, serverConfiguration } from "./server-configuration.ts";
import { defectOf } from "./wire-error.ts";

export interface ClientSessionOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** What the client's command line sets. */
  readonly serve: ServeOptions;
  /** @param onNotice told in one line what takes long */
  readonly composer: (configuration: Configuration, onNotice: (message: string) => void) => Promise<Composer>;
  readonly log: ServerLog;
  /** What is wrong with `initialize` beside its form, say that it has no right to be here. */
  readonly refuse?: (params: InitializeParams) => string | undefined;
  /** Told what is configured whenever that is read. */
  readonly onConfiguration?: (configuration: Configuration, params: InitializeParams) => void;
  readonly onPresence: (presence: ServerPresence) => void;
  /** Called once: the client has said `exit` or has gone. The code is that of a server of its own. */
  readonly onEnd: (reason: string, code: number) => void;
}

/** One client from its first byte to its last, over whichever stream. Several share a process. */
export class ClientSession {
  private readonly server: LanguageServer;
  private unwatch: (() => void) | undefined;
  private hasEnded = false;

  constructor(private readonly options: ClientSessionOptions) {
    const { input, output, log, serve } = options;
    const { reader, writer, gate } = guardStreams(input, output, {
      initializeDefect: (params) => {
        const read = initializeParams.safeParse(params);
        return read.success ? options.refuse?.(read.data) : defectOf(initializeParams, params);
      },
      onEnd: () => this.end("The client has gone", gate.isShutDown ? 0 : 1),
    });
    // The library's own for Node ends the process with its client and watches one client only.
    const watchDog = {
      shutdownReceived: false,
      initialize: ({ processId }: InitializeParams) => this.watch(processId),
      exit: (code: number) => this.end("The client has said exit", code),
    };
    const connection = createConnection(
      (logger) => createProtocolConnection(reader, writer, logger),
      watchDog,
      ProposedFeatures.all,
    );
    this.server = new LanguageServer({
      connection,
      version,
      readConfiguration: async (params, overrides) => {
        const configuration = await serverConfiguration(params, serve, overrides);
        options.onConfiguration?.(configuration, params);
        return configuration;
      },
      composer: (configuration) =>
        options.composer(configuration, (message) => {
          connection.console.info(message);
          log.info(message);
        }),
      log,
      onPresence: options.onPresence,
    });
    this.server.listen();
  }

  /** Ends what the client has under way, and gives back its engine and indexes. */
  async shutdown(): Promise<void> {
    this.hasEnded = true;
    this.unwatch?.();
    await this.server.shutdown();
  }

  /** A process on whose end the client has gone. */
  watch(pid: number | null): void {
    if (pid === null) return;
    this.unwatch?.();
    this.unwatch = watchProcess(pid, () => this.end("The client's process has ended", 1));
  }

  private end(reason: string, code: number): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.unwatch?.();
    this.options.onEnd(reason, code);
  }
}
