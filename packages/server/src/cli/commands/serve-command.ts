import { Command, Option } from "commander";
import { joinDaemon, relay } from "../../daemon/relay.ts";
import { serveAlone } from "../../lsp/serve.ts";
import { connectedStreams, standardStreams } from "../../lsp/streams.ts";
import { UsageError } from "../failure.ts";
import { type ListenOptions, withListenOptions } from "../listen-options.ts";
import { type CommonOptions, positiveInteger, withModelOptions } from "../options.ts";
import { statePlaceOf } from "../state-place.ts";

interface ServeCommandOptions extends CommonOptions, ListenOptions {
  readonly http?: boolean;
  readonly stdio?: boolean;
  readonly pipe?: string;
  readonly socket?: number;
  readonly alone?: boolean;
  readonly clientProcessId?: number;
}

export function serveCommand(): Command {
  const command = new Command("serve").description("Run the language server for an editor, or serve HTTP.");
  return withListenOptions(withModelOptions(command))
    .option("--http", "serve HTTP: OpenAI's and Text Embeddings Inference's API (docs/serving.md)")
    .option("--path <dir>", "with --http: folder whose index is kept in step and shown in /metrics")
    .option("--stdio", "talk over standard input and output (the default)")
    .option("--pipe <name>", "connect to the socket file or Windows pipe on which the editor listens")
    .addOption(
      new Option(
        "--socket <port>",
        "connect to the port of this machine on which the editor listens",
      ).argParser(positiveInteger),
    )
    .option("--alone", "run an engine of its own, also where a daemon runs (see `isovec daemon`)")
    .option("--state <dir>", "folder under which indexes lie (default: the user's cache folder)")
    .addOption(
      new Option("--clientProcessId <pid>", "end when this process ends")
        .argParser(positiveInteger)
        .hideHelp(),
    )
    .action(async (_options, self: Command) => {
      const { http, ...given } = self.optsWithGlobals<ServeCommandOptions>();
      if (http === true) {
        if (["stdio", "pipe", "socket"].some((transport) => transport in given))
          throw new UsageError("--http serves no editor: leave out --stdio, --pipe and --socket.");
        return (await import("../serve-http.ts")).serveHttp(given);
      }
      const { stdio, pipe, socket, alone, clientProcessId, ...options } = given;
      if ([stdio, pipe, socket].filter((one) => one !== undefined).length > 1)
        throw new UsageError("Name one of --stdio, --pipe and --socket.");
      const where = pipe ?? socket;
      const streams = where === undefined ? standardStreams() : await connectedStreams(where);
      const daemon =
        alone === true
          ? undefined
          : await joinDaemon(await statePlaceOf(options), options, { clientProcessId });
      if (daemon === undefined) serveAlone(streams, options, clientProcessId);
      else relay(streams, daemon);
    });
}
