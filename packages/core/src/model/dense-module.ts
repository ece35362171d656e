import { join } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import { containedFile } from "./contained-file.ts";
import { folderFiles } from "./folder-files.ts";
import { sha256OfFile } from "./manifest.ts";
import type { DenseStep } from "./model-card.ts";
import { configNumber, type JsonObject, readObject } from "./read-json.ts";
import { SafetensorsFile } from "./safetensors/safetensors-file.ts";

/** Last part of torch's class path -> activation. sentence-transformers' default is Tanh. */
const activations: Readonly<Record<string, DenseStep["activation"]>> = {
  Identity: "identity",
  Tanh: "tanh",
  ReLU: "relu",
  GELU: "gelu",
  Sigmoid: "sigmoid",
};

function activationOf(config: JsonObject, file: string): DenseStep["activation"] {
  const path = config["activation_function"];
  const name = typeof path === "string" ? (path.split(".").at(-1) ?? "") : "Tanh";
  const activation = activations[name];
  if (activation !== undefined) return activation;
  throw new IsovecError(
    "ModelCorrupt",
    `${file}: activation_function ${JSON.stringify(path)} is not known.`,
    {
      remedy: `Known: ${Object.keys(activations).join(", ")}.`,
    },
  );
}

/**
 * Reads a Dense module: config.json and model.safetensors with `linear.weight` and `linear.bias`.
 * @param width components that come in
 * @throws IsovecError `ModelCorrupt` when shapes do not fit, `ModelNotFound` when there are no safetensors.
 */
export async function readDense(directory: string, path: string, width: number): Promise<DenseStep> {
  const file = join(directory, path, "config.json");
  const config = await readObject(folderFiles(directory), `${path}/config.json`);
  const inputs = configNumber(config, "in_features");
  const outputs = configNumber(config, "out_features");
  if (inputs !== width || outputs === undefined || config["use_residual"] === true) {
    throw new IsovecError(
      "ModelCorrupt",
      config["use_residual"] === true
        ? `${file}: use_residual is not supported.`
        : `${file} has in_features ${inputs} and out_features ${outputs} where ${width} components come in.`,
      { remedy: "Fetch the model again, or use a model without this module." },
    );
  }
  const weightsFile = await containedFile(directory, join(path, "model.safetensors"));
  if (weightsFile === undefined) {
    throw new IsovecError("ModelNotFound", `${join(directory, path)} has no model.safetensors.`, {
      remedy: "A pytorch_model.bin is never read, since it could run code: save the module as safetensors.",
    });
  }
  const weights = await SafetensorsFile.open(weightsFile);
  try {
    const weight = await weights.readFloats("linear.weight");
    const bias = config["bias"] === false ? undefined : await weights.readFloats("linear.bias");
    if (weight.length !== inputs * outputs || (bias !== undefined && bias.length !== outputs)) {
      throw new IsovecError("ModelCorrupt", `${weightsFile} does not have the shapes that ${file} states.`, {
        remedy: "Fetch the model again.",
      });
    }
    const activation = activationOf(config, file);
    return {
      kind: "dense",
      inputs,
      outputs,
      weight,
      bias,
      activation,
      sha256: await sha256OfFile(weightsFile),
    };
  } finally {
    await weights.close();
  }
}
