import { Command } from "commander";
import { serveMcp } from "../../mcp/serve-mcp.ts";
import { coloursFor } from "../colours.ts";
import { describeError } from "../failure.ts";
import { type CommonOptions, withIndexOptions } from "../options.ts";
import { openIndex, withSession } from "../session.ts";

export function mcpCommand(): Command {
  const command = new Command("mcp").description(
    "Serve search over a folder to an agent (Model Context Protocol).",
  );
  return withIndexOptions(command).action(async (_options, self: Command) => {
    const options = self.optsWithGlobals<CommonOptions & { readonly path: string }>();
    await withSession(options, (session) =>
      serveMcp(openIndex(session, options.path), session.signal, (error) =>
        process.stderr.write(describeError(error, coloursFor(process.stderr), options.verbose === true)),
      ),
    );
  });
}
