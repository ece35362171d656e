import { IsovecError } from "../errors/isovec-error.ts";
import type { PoolingMode, PoolingStep } from "./model-card.ts";
import { configNumber, type JsonObject } from "./read-json.ts";

/** In the order of concatenation (sentence-transformers `Pooling`, where the order is kept for old checkpoints). */
const booleanKeys: readonly (readonly [string, PoolingMode])[] = [
  ["pooling_mode_cls_token", "cls"],
  ["pooling_mode_max_tokens", "max"],
  ["pooling_mode_mean_tokens", "mean"],
  ["pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens"],
  ["pooling_mode_weightedmean_tokens", "weightedmean"],
  ["pooling_mode_lasttoken", "lasttoken"],
];

const knownModes: ReadonlySet<string> = new Set(booleanKeys.map(([, mode]) => mode));

function modesOf(config: JsonObject, file: string): PoolingMode[] {
  const named = config["pooling_mode"];
  if (named === undefined) {
    const active = booleanKeys.filter(([key]) => config[key] === true).map(([, mode]) => mode);
    return active.length > 0 ? active : ["mean"];
  }
  const modes: unknown[] = Array.isArray(named) ? named : [named];
  const unknown = modes.find((mode) => typeof mode !== "string" || !knownModes.has(mode));
  if (unknown !== undefined || modes.length === 0) {
    throw new IsovecError(
      "ModelCorrupt",
      `${file}: pooling_mode ${JSON.stringify(unknown ?? named)} is not known.`,
      {
        remedy: `Known modes: ${[...knownModes].join(", ")}.`,
      },
    );
  }
  return modes as PoolingMode[];
}

/**
 * Reads 1_Pooling/config.json: `pooling_mode` (sentence-transformers 6) or the booleans of older versions.
 * @throws IsovecError `ModelCorrupt` for an unknown mode or a width that is not the transformer's.
 */
export function readPooling(config: JsonObject, hiddenSize: number, file: string): PoolingStep {
  const width = configNumber(config, "embedding_dimension", "word_embedding_dimension");
  if (width !== undefined && width !== hiddenSize) {
    throw new IsovecError(
      "ModelCorrupt",
      `${file} pools ${width} components but config.json has hidden_size ${hiddenSize}.`,
      {
        remedy: "The folder mixes files of two models; fetch it again.",
      },
    );
  }
  return { kind: "pooling", modes: modesOf(config, file), includePrompt: config["include_prompt"] !== false };
}
