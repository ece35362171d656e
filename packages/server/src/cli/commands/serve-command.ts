import { Command, Option } from "commander";
import { serveAlone } from "../../lsp/serve.ts";
import { connectedStreams, standardStreams } from "../../lsp/streams.ts";
import { UsageError } from "../failure.ts";
import { type CommonOptions, positiveInteger, withModelOptions } from "../options.ts";

interface ServeCommandOptions extends CommonOptions {
  readonly stdio?: boolean;
  readonly pipe?: string;
  readonly socket?: number;
  readonly clientProcessId?: number;
}

export function serveCommand(): Command {
  const command = new Command("serve").description("Run the language server for an editor.");
  return withModelOptions(command)
    .option("--stdio", "talk over standard input and output (the default)")
    .option("--pipe <name>", "connect to the socket file or Windows pipe on which the editor listens")
    .addOption(
      new Option(
        "--socket <port>",
        "connect to the port of this machine on which the editor listens",
      ).argParser(positiveInteger),
    )
    .option("--state <dir>", "folder under which indexes lie (default: the user's cache folder)")
    .addOption(
      new Option("--clientProcessId <pid>", "end when this process ends")
        .argParser(positiveInteger)
        .hideHelp(),
    )
    .action(async (_options, self: Command) => {
      const { stdio, pipe, socket, clientProcessId, ...options } =
        self.optsWithGlobals<ServeCommandOptions>();
      if ([stdio, pipe, socket].filter((one) => one !== undefined).length > 1)
        throw new UsageError("Name one of --stdio, --pipe and --socket.");
      const where = pipe ?? socket;
      const streams = where === undefined ? standardStreams() : await connectedStreams(where);
      serveAlone(streams, options, clientProcessId);
    });
}
