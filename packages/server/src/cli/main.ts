import { Command, CommanderError } from "commander";
import { version } from "../version.ts";
import { coloursFor } from "./colours.ts";
import { commandsFor } from "./command-list.ts";
import { describeError, exitCodeOf, exitCodes } from "./failure.ts";

async function createProgram(parameters: readonly string[]): Promise<Command> {
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
  for (const command of await commandsFor(parameters)) {
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
  try {
    const program = await createProgram(parameters);
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
