import type { Socket } from "node:net";
import { loadConfiguration, userConfigurationDirectory } from "@isovec/core";
import type { Composer } from "../composition/parts.ts";
import { CodeIndex } from "../composition/tokens.ts";
import type { ServerLog } from "../life/server-log.ts";
import { type ServeOptions, setByCommandLine } from "../lsp/server-configuration.ts";
import { serveMcp } from "../mcp/serve-mcp.ts";
import { withInstalledModel } from "../models/installed-model.ts";

export interface AgentSessionOptions {
  readonly socket: Socket;
  /** The folder that is searched. */
  readonly folder: string;
  readonly serve: ServeOptions;
  readonly composer: Composer;
  readonly log: ServerLog;
  /** Called once when the agent has gone. */
  readonly onEnd: (reason: string, code: number) => void;
}

/** One agent over the Model Context Protocol. */
export class AgentSession {
  private readonly ending: AbortController = new AbortController();
  private readonly served: Promise<void>;

  constructor(private readonly options: AgentSessionOptions) {
    this.served = this.run();
    this.served.then(
      () => options.onEnd("The agent has gone", 0),
      (error) => {
        options.log.failure("agent", error);
        options.onEnd("The agent cannot be served", 1);
      },
    );
  }

  async shutdown(): Promise<void> {
    this.ending.abort();
    await this.served.catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { socket, folder, serve, composer, log } = this.options;
    const configuration = await loadConfiguration({
      userDirectory: userConfigurationDirectory(),
      workspace: folder,
      file: serve.config,
      overrides: setByCommandLine(serve),
    });
    const parts = composer.compose(withInstalledModel(configuration));
    try {
      const opening = parts.folder(folder).resolve(CodeIndex);
      await serveMcp({ input: socket, output: socket }, opening, this.ending.signal, (error) =>
        log.failure("agent", error),
      );
    } finally {
      await parts.dispose();
    }
  }
}
