import { Command, Option } from "commander";
import { serveOnStdio } from "../../lsp/serve.ts";
import { type CommonOptions, withModelOptions } from "../options.ts";

export function serveCommand(): Command {
  const command = new Command("serve").description("Run the language server for an editor.");
  return withModelOptions(command)
    .option("--stdio", "talk over standard input and output (the default)")
    .option("--state <dir>", "folder under which indexes lie (default: the user's cache folder)")
    .addOption(new Option("--clientProcessId <pid>", "end when this process ends").hideHelp())
    .action((_options, self: Command) => serveOnStdio(self.optsWithGlobals<CommonOptions>()));
}
