import { convertToOnnx } from "@isovec/backends/convert";
import { readModel } from "@isovec/core";
import { Command, Option } from "commander";
import { findModel } from "../../models/bundled-models.ts";

interface ConvertOptions {
  readonly model: string;
  readonly output: string;
  readonly inputType: "int32" | "int64";
  readonly json?: boolean;
}

export function convertCommand(): Command {
  return new Command("convert")
    .description("Write the file that an engine loads from a safetensors checkpoint.")
    .requiredOption("--model <name|dir>", "bundled model or model folder")
    .requiredOption("--output <dir>", "folder of the converted files")
    .addOption(new Option("--to <format>", "format").choices(["onnx"]).default("onnx"))
    .addOption(
      new Option("--input-type <type>", "element type of the graph's inputs; int64 suits other runtimes")
        .choices(["int32", "int64"])
        .default("int32"),
    )
    .option("--json", "one line of JSON")
    .action(async (_options, self: Command) => {
      const { model, output, inputType, json } = self.optsWithGlobals<ConvertOptions>();
      const card = await readModel(findModel(model));
      const converted = await convertToOnnx(card, output, { inputType });
      process.stdout.write(
        json ? `${JSON.stringify(converted)}\n` : `Wrote ${Object.values(converted).join(" and ")}.\n`,
      );
    });
}
