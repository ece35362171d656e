import { IsovecError, type ModelCard } from "@isovec/core";
import type { Architecture } from "./architecture.ts";
import { bert } from "./bert.ts";
import { distilbert } from "./distilbert.ts";
import { gemma3 } from "./gemma3.ts";
import { modernBert } from "./modernbert.ts";
import { mpnet } from "./mpnet.ts";
import { nomicBert } from "./nomic-bert.ts";
import { qwen3 } from "./qwen3.ts";
import { roberta } from "./roberta.ts";
import { t5 } from "./t5.ts";

/** By `model_type` of config.json. */
const architectures: ReadonlyMap<string, Architecture> = new Map([
  ["bert", bert],
  ["roberta", roberta],
  ["xlm-roberta", roberta],
  ["camembert", roberta],
  ["mpnet", mpnet],
  ["distilbert", distilbert],
  ["t5", t5],
  ["modernbert", modernBert],
  ["nomic_bert", nomicBert],
  ["qwen3", qwen3],
  ["gemma3_text", gemma3],
]);

/** The `model_type`s that can be converted. */
export const knownArchitectures: ReadonlySet<string> = new Set(architectures.keys());

/** @throws IsovecError `BackendUnavailable` that lists what can be converted. */
export function architectureOf(card: ModelCard): Architecture {
  const architecture = architectures.get(card.architecture);
  if (architecture !== undefined) return architecture;
  if (card.architecture === "static") {
    throw new IsovecError(
      "BackendUnavailable",
      `${card.name} is a table of token vectors, which needs no conversion.`,
      {
        remedy: "Choose the backend static.",
      },
    );
  }
  throw new IsovecError(
    "BackendUnavailable",
    `${card.name} has model_type ${card.architecture} in config.json, which cannot be converted to ONNX.`,
    {
      remedy: `Choose a model of one of these types: ${[...architectures.keys()].join(", ")}; or put the model's own ONNX export into its folder as onnx/model.onnx, which is run as it is.`,
    },
  );
}
