import { z } from "zod";
import { IsovecError } from "../../errors/isovec-error.ts";
import { type ModelFiles, spelledPath } from "../model-files.ts";
import { readOptionalObject } from "../read-json.ts";

export const adapterConfigFile = "adapter_config.json";
export const adapterWeightsFile = "adapter_model.safetensors";

/** What an adapter says of itself in PEFT's layout, as far as a merge needs it. */
export interface AdapterConfig {
  /** `base_model_name_or_path`: the checkpoint that it changes, as a hub names it. */
  readonly base: string;
  /** What the product of its two matrices is multiplied with: alpha / r, or alpha / √r (`use_rslora`). */
  readonly scale: number;
}

/** Keys by which PEFT's LoRA becomes something that no plain sum of weights is, and the values that turn them off. */
const unusual: Readonly<Record<string, readonly unknown[]>> = {
  bias: ["none"],
  use_dora: [false],
  fan_in_fan_out: [false],
  modules_to_save: [null],
  trainable_token_indices: [null],
  layer_replication: [null],
  lora_bias: [false],
};

const schema = z.object({
  peft_type: z.literal("LORA"),
  base_model_name_or_path: z.string().min(1),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().nullish(),
  rank_pattern: z.record(z.string(), z.never()).nullish(),
  alpha_pattern: z.record(z.string(), z.never()).nullish(),
});

function isOff(value: unknown, off: readonly unknown[]): boolean {
  return value === undefined || value === null || off.includes(value);
}

/**
 * Reads `adapter_config.json`.
 * @returns undefined where the folder holds no adapter
 * @throws IsovecError `ModelCorrupt` for one that is none, or of a kind that cannot be merged
 */
export async function readAdapterConfig(files: ModelFiles): Promise<AdapterConfig | undefined> {
  const value = await readOptionalObject(files, adapterConfigFile);
  if (value === undefined) return undefined;
  const file = spelledPath(files, adapterConfigFile);
  const remedy = "Merge the adapter where it was trained (`merge_and_unload`), and use what that saves.";
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new IsovecError("ModelCorrupt", `${file}: ${issue?.path.join(".")}: ${issue?.message}.`, {
      remedy,
    });
  }
  for (const [key, off] of Object.entries(unusual)) {
    if (isOff(value[key], off)) continue;
    const found = JSON.stringify(value[key]);
    throw new IsovecError("ModelCorrupt", `${file}: ${key} ${found} is not supported.`, { remedy });
  }
  const { base_model_name_or_path: base, r, lora_alpha, use_rslora } = parsed.data;
  return { base, scale: lora_alpha / (use_rslora === true ? Math.sqrt(r) : r) };
}
