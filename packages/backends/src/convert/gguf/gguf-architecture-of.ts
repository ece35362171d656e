import { IsovecError, type ModelCard } from "@isovec/core";
import { bert } from "./bert.ts";
import { gemma3 } from "./gemma3.ts";
import type { GgufArchitecture } from "./gguf-architecture.ts";
import { modernBert } from "./modernbert.ts";
import { nomicBert } from "./nomic-bert.ts";
import { qwen3 } from "./qwen3.ts";

/** By `model_type` of config.json. */
const architectures: ReadonlyMap<string, GgufArchitecture> = new Map([
  ["bert", bert],
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
    { remedy: `Choose a model of one of these types: ${[...architectures.keys()].join(", ")}.` },
  );
}
