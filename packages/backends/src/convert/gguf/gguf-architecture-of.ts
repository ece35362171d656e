import { IsovecError, type ModelCard } from "@isovec/core";
import { ConfigReader } from "../config-reader.ts";
import { bert } from "./bert.ts";
import { distilbert } from "./distilbert.ts";
import { gemma3 } from "./gemma3.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import { modernBert } from "./modernbert.ts";
import { nomicBert } from "./nomic-bert.ts";
import { qwen3 } from "./qwen3.ts";
import { roberta } from "./roberta.ts";
import { t5 } from "./t5.ts";

/** By `model_type` of config.json. */
const architectures: ReadonlyMap<string, GgufArchitecture> = new Map([
  ["bert", bert],
  ["roberta", roberta],
  ["xlm-roberta", roberta],
  ["camembert", roberta],
  ["distilbert", distilbert],
  ["t5", t5],
  ["modernbert", modernBert],
  ["nomic_bert", nomicBert],
  ["qwen3", qwen3],
  ["gemma3_text", gemma3],
]);

/** @throws IsovecError `BackendUnavailable` that lists what can be converted. */
export function ggufArchitectureOf(card: ModelCard): GgufArchitecture {
  const architecture = architectures.get(card.architecture);
  if (architecture !== undefined) return architecture;
  throw new IsovecError(
    "BackendUnavailable",
    `${card.name} has model_type ${card.architecture} in config.json, which cannot be converted to GGUF.`,
    {
      remedy: `Choose the backend onnx for it, or a model of one of these types: ${[...architectures.keys()].join(", ")}.`,
    },
  );
}

/** See `GgufArchitecture.positionlessToken`; undefined where every token counts. */
export function positionlessTokenOf(card: ModelCard): number | undefined {
  return ggufArchitectureOf(card).positionlessToken?.(new ConfigReader(card));
}
