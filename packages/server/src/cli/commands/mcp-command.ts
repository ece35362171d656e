import { resolve } from "node:path";
import { Command } from "commander";
import { joinDaemon, relay } from "../../daemon/relay.ts";
import { standardStreams } from "../../lsp/streams.ts";
import { serveMcp } from "../../mcp/serve-mcp.ts";
import { coloursFor } from "../colours.ts";
import { describeError } from "../failure.ts";
import { type CommonOptions, withIndexOptions } from "../options.ts";
import { assertReadableFolder, openIndex, withSession } from "../session.ts";
import { statePlaceOf } from "../state-place.ts";

interface McpOptions extends CommonOptions {
  readonly path: string;
  readonly alone?: boolean;
}

export function mcpCommand(): Command {
  const command = new Command("mcp").description(
    "Serve search over a folder to an agent (Model Context Protocol).",
  );
  return withIndexOptions(command)
    .option("--alone", "run an engine of its own, also where a daemon runs (see `isovec daemon`)")
    .action(async (_options, self: Command) => {
      const options = self.optsWithGlobals<McpOptions>();
      await assertReadableFolder(options.path);
      const streams = standardStreams();
      const daemon = options.alone
        ? undefined
        : await joinDaemon(await statePlaceOf(options), options, { agentFolder: resolve(options.path) });
      if (daemon !== undefined) return relay(streams, daemon);
      await withSession(options, (session) =>
        serveMcp(streams, openIndex(session, options.path), session.signal, (error) =>
          process.stderr.write(describeError(error, coloursFor(process.stderr), options.verbose === true)),
        ),
      );
    });
}
