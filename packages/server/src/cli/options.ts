import { type Command, InvalidArgumentError, Option } from "commander";

/** Options that several commands share; each command declares the ones it has. */
export interface CommonOptions {
  readonly path?: string;
  readonly state?: string;
  readonly model?: string;
  readonly backend?: string;
  readonly dtype?: string;
  readonly device?: string;
  readonly threads?: number;
  readonly config?: string;
  /** What only the chosen engine understands; no option of the command line, but some commands set it. */
  readonly backendOptions?: Readonly<Record<string, unknown>>;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** An option that may be given more than once. */
export function several(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export function withModelOptions(command: Command): Command {
  return command
    .option("--model <model>", "bundled model, model folder or model that was pulled (see `isovec models`)")
    .option("--backend <id>", "engine that computes (see `isovec models`)")
    .option("--dtype <name>", "what the engine computes in")
    .option("--device <name>", "where the engine computes")
    .addOption(new Option("--threads <n>", "threads of one forward pass").argParser(positiveInteger))
    .option("--config <file>", "configuration file beside isovec.json");
}

export function withIndexOptions(command: Command): Command {
  return withModelOptions(
    command
      .option("--path <dir>", "folder to search", ".")
      .option("--state <dir>", "folder under which indexes lie (default: the user's cache folder)"),
  );
}
