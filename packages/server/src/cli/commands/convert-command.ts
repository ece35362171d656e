import { convertToGguf, convertToOnnx, type GgufDtype } from "@isovec/backends/convert";
import { IsovecError, readModel } from "@isovec/core";
import { Command, Option } from "commander";
import { findModel } from "../../models/find-model.ts";
import { userModelCache } from "../../models/model-cache.ts";

interface ConvertOptions {
  readonly model: string;
  readonly output: string;
  readonly to: "onnx" | "gguf";
  readonly inputType?: "int32" | "int64";
  readonly dtype?: GgufDtype;
  readonly json?: boolean;
}

/** @throws IsovecError `ConfigurationInvalid` for an option of the other format. */
function assertBelongs({ to, inputType, dtype }: ConvertOptions): void {
  const stray = to === "gguf" ? inputType && "--input-type" : dtype && "--dtype";
  if (stray === undefined) return;
  throw new IsovecError("ConfigurationInvalid", `${stray} does not go with --to ${to}.`, {
    remedy: "--input-type is for onnx, --dtype for gguf.",
  });
}

export function convertCommand(): Command {
  return new Command("convert")
    .description("Write the file that an engine loads from a safetensors checkpoint.")
    .requiredOption("--model <model>", "bundled model, model folder or model that was pulled")
    .requiredOption("--output <dir>", "folder of the converted files")
    .addOption(new Option("--to <format>", "format").choices(["onnx", "gguf"]).default("onnx"))
    .addOption(
      new Option(
        "--input-type <type>",
        "element type of an ONNX graph's inputs: int32 unless said otherwise; int64 suits other runtimes",
      ).choices(["int32", "int64"]),
    )
    .addOption(
      new Option("--dtype <type>", "type of a GGUF file's weights: fp32 unless said otherwise").choices([
        "fp32",
        "fp16",
        "q8_0",
      ]),
    )
    .option("--json", "one line of JSON")
    .action(async (_options, self: Command) => {
      const options = self.optsWithGlobals<ConvertOptions>();
      assertBelongs(options);
      const { model, output, to, inputType, dtype, json } = options;
      const card = await readModel(await findModel(model, await userModelCache()));
      const converted =
        to === "gguf"
          ? await convertToGguf(card, output, { ...(dtype && { dtype }) })
          : await convertToOnnx(card, output, { ...(inputType && { inputType }) });
      process.stdout.write(
        json ? `${JSON.stringify(converted)}\n` : `Wrote ${Object.values(converted).join(" and ")}.\n`,
      );
    });
}
