import { Command, CommanderError } from "commander";
import { version } from "../version.ts";
import { coloursFor } from "./colours.ts";
import { backendsCommand } from "./commands/backends-command.ts";
import { bundleCommand } from "./commands/bundle-command.ts";
import { conformanceCommand } from "./commands/conformance-command.ts";
import { convertCommand } from "./commands/convert-command.ts";
import { distillCommand } from "./commands/distill-command.ts";
import { embedCommand } from "./commands/embed-command.ts";
import { indexCommand } from "./commands/index-command.ts";
import { mcpCommand } from "./commands/mcp-command.ts";
import { modelsCommand } from "./commands/models-command.ts";
import { packCommand } from "./commands/pack-command.ts";
import { parityCommand } from "./commands/parity-command.ts";
import { proxyCommand } from "./commands/proxy-command.ts";
import { pullCommand } from "./commands/pull-command.ts";
import { searchCommand } from "./commands/search-command.ts";
import { serveCommand } from "./commands/serve-command.ts";
import { statusCommand } from "./commands/status-command.ts";
import { describeError, exitCodeOf, exitCodes } from "./failure.ts";

function createProgram(): Command {
  const program = new Command("isovec")
    .description("One text, one vector, whichever engine computes it: semantic code search and embeddings.")
    .version(version)
    .option("--verbose", "show the stack of an error")
    .exitOverride()
    .showHelpAfterError("See `isovec --help`.")
    .addHelpText(
      "after",
      '\nExamples:\n  isovec search "where are token vectors pooled"\n  isovec index --path src --json\n  isovec embed --input texts.jsonl --json',
    );
  for (const command of [
    searchCommand(),
    indexCommand(),
    embedCommand(),
    serveCommand(),
    statusCommand(),
    mcpCommand(),
    proxyCommand(),
    pullCommand(),
    bundleCommand(),
    packCommand(),
    convertCommand(),
    distillCommand(),
    modelsCommand(),
    backendsCommand(),
    parityCommand(),
    conformanceCommand(),
  ]) {
    program.addCommand(command.exitOverride().copyInheritedSettings(program));
  }
  return program;
}

/** A reader that went away (`isovec search … | head`) is no failure. */
function endQuietlyOnClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.success);
    throw error;
  });
}

/** Runs the command line and sets the exit code. Never throws. */
export async function main(parameters: readonly string[]): Promise<void> {
  endQuietlyOnClosedPipe();
  const program = createProgram();
  try {
    await program.parseAsync(parameters, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has printed the help, the version or what is wrong.
      process.exitCode = error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
      return;
    }
    process.exitCode = exitCodeOf(error);
    const verbose = parameters.includes("--verbose");
    process.stderr.write(describeError(error, coloursFor(process.stderr), verbose));
  }
}
