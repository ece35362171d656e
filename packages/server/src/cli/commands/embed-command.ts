import { type Role, type TextEmbedder, throwIfCancelled } from "@isovec/core";
import { Command, Option } from "commander";
import { z } from "zod";
import { EmbedderSource } from "../../composition/tokens.ts";
import { readJsonLines } from "../json-lines.ts";
import { type CommonOptions, positiveInteger, withModelOptions } from "../options.ts";
import { withSession } from "../session.ts";

interface EmbedOptions extends CommonOptions {
  readonly role: Role;
  readonly input: string;
  readonly dimensions?: number;
  readonly truncate: boolean;
}

interface TextLine {
  readonly id: string | number;
  readonly text: string;
}

const textLine: z.ZodType<TextLine> = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

/** Lines that are read before they are embedded together: enough to batch by length, little to hold. */
const linesTogether = 256;

async function* slices<T>(values: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let slice: T[] = [];
  for await (const value of values) {
    slice.push(value);
    if (slice.length === size) {
      yield slice;
      slice = [];
    }
  }
  if (slice.length > 0) yield slice;
}

/** Nine digits carry every bit of a float32. */
function shortest(component: number): number {
  return Number(component.toPrecision(9));
}

async function writeEmbeddings(
  embedder: TextEmbedder,
  lines: readonly TextLine[],
  options: EmbedOptions,
  signal: AbortSignal,
): Promise<void> {
  const texts = lines.map(({ text }) => text);
  const tokenized = await embedder.tokenize(texts, options.role);
  const { vectors, dimensions } = await embedder.embed(texts, {
    role: options.role,
    truncate: options.truncate,
    signal,
    ...(options.dimensions !== undefined && { dimensions: options.dimensions }),
  });
  for (const [row, { id }] of lines.entries()) {
    const { ids, usage } = tokenized[row] as (typeof tokenized)[number];
    const vector = Array.from(vectors.subarray(row * dimensions, (row + 1) * dimensions), shortest);
    const { usedTokens, truncated } = usage;
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ id, tokens: ids, usedTokens, truncated, vector })}\n`
        : `${id}  ${usedTokens} tokens${truncated ? " (truncated)" : ""}  [${vector.slice(0, 4).join(", ")}, …] ${dimensions}\n`,
    );
  }
}

export function embedCommand(): Command {
  const command = new Command("embed").description("Embed texts: one vector a line.");
  return withModelOptions(command)
    .addOption(
      new Option("--role <role>", "which prompt the model puts in front")
        .choices(["query", "document"])
        .default("document"),
    )
    .requiredOption("--input <file>", 'lines {"id", "text"} (- reads standard input)')
    .addOption(new Option("--dimensions <n>", "cut to the first n components").argParser(positiveInteger))
    .option("--no-truncate", "refuse a text over the model's maximum instead of cutting it")
    .option("--json", 'lines {"id", "tokens", "usedTokens", "truncated", "vector"}')
    .action(async (_options, self: Command) => {
      const options = self.optsWithGlobals<EmbedOptions>();
      await withSession(options, async ({ scope, signal }) => {
        const embedder = await scope.resolve(EmbedderSource).embedder();
        for await (const lines of slices(readJsonLines(options.input, textLine), linesTogether)) {
          throwIfCancelled(signal);
          await writeEmbeddings(
            embedder,
            lines.map(({ value }) => value),
            options,
            signal,
          );
        }
      });
    });
}
