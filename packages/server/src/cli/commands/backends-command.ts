import { backendProviders } from "@isovec/backends";
import { IsovecError, unproven } from "@isovec/core";
import { Command } from "commander";
import { EmbedderSource } from "../../composition/tokens.ts";
import { coloursFor } from "../colours.ts";
import { type CommonOptions, withModelOptions } from "../options.ts";
import { withSession } from "../session.ts";

interface BackendState {
  readonly id: string;
  readonly description: string;
  readonly dtypes: readonly string[];
  readonly devices: readonly string[];
  /** Whether it loads the model here and gives its vectors. */
  readonly ready: boolean;
  readonly device?: string;
  /** Whether a reference vouches for its vectors. */
  readonly proven?: boolean;
  /** Why not, and what to do. */
  readonly reason?: string;
}

/** Loads the engine with the configured model: what cannot be loaded is not installed, whatever lies on the disk. */
async function stateOf(
  id: string,
  options: CommonOptions,
): Promise<Pick<BackendState, "ready" | "device" | "proven" | "reason">> {
  try {
    return await withSession({ ...options, backend: id }, async ({ scope }) => {
      const { device, vectorSpace } = await scope.resolve(EmbedderSource).provenEmbedder();
      return { ready: true, device, proven: vectorSpace.numeric !== unproven };
    });
  } catch (error) {
    if (!IsovecError.is(error)) throw error;
    return { ready: false, reason: [error.message, error.remedy].filter(Boolean).join(" ") };
  }
}

export function backendsCommand(): Command {
  const command = new Command("backends").description(
    "List the engines: which load here, where they compute, why not.",
  );
  return withModelOptions(command)
    .option("--json", "one JSON object")
    .action(async (_options, self: Command) => {
      const options = self.optsWithGlobals<CommonOptions>();
      const states: BackendState[] = [];
      for (const { id, description, dtypes, devices } of backendProviders) {
        if (options.backend !== undefined && id !== options.backend) continue;
        const names = dtypes.map(({ name }) => name);
        states.push({ id, description, dtypes: names, devices, ...(await stateOf(id, options)) });
      }
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ backends: states })}\n`);
        return;
      }
      const colours = coloursFor(process.stdout);
      for (const { id, description, dtypes, ready, device, proven, reason } of states) {
        const mark = ready ? colours.green("ready") : colours.yellow("not here");
        process.stdout.write(`${colours.bold(id)}  ${mark}  ${description}; ${dtypes.join(", ")}\n`);
        process.stdout.write(
          `  ${ready ? `computes on ${device}${proven ? "" : "; no reference vouches for its vectors"}` : reason}\n`,
        );
      }
    });
}
