import { IsovecError } from "../../errors/isovec-error.ts";
import { fp32ToFp16 } from "../safetensors/half-precision.ts";
import { elementBytes } from "../safetensors/header.ts";
import type { SafetensorsFile } from "../safetensors/safetensors-file.ts";
import type { TensorToWrite } from "../safetensors/write-safetensors.ts";
import { contributingTensors } from "../weights-fingerprint.ts";

/** What PEFT puts in front of the names of the model that it wraps. */
const wrapper = "base_model.model.";
const spelling: RegExp = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/;

/** The two factors of what is added to one weight. */
interface Factors {
  readonly name: string;
  /** `[rank, inputs]` */
  readonly a: string;
  /** `[outputs, rank]` */
  readonly b: string;
}

function unfit(what: string): IsovecError {
  return new IsovecError("ModelCorrupt", what, {
    remedy: "The adapter belongs to another model, or is damaged: fetch both again.",
  });
}

/** The factors by the name of the weight in the base, which may have a task head's prefix in front. */
function factorsOf(base: SafetensorsFile, adapter: SafetensorsFile): Map<string, Factors> {
  const found = new Map<string, Factors>();
  for (const tensor of adapter.tensors.keys()) {
    const [, module] = spelling.exec(tensor) ?? [];
    if (module === undefined)
      throw unfit(`${adapter.path} has a tensor ${tensor}, which is no part of a LoRA.`);
    const name = `${module}.weight`;
    const own = [name, `bert.${name}`, name.replace(/^bert\./, "")].find((one) => base.tensors.has(one));
    if (own === undefined) throw unfit(`${adapter.path} changes ${name}, which ${base.path} does not have.`);
    found.set(own, {
      name: own,
      a: `${wrapper}${module}.lora_A.weight`,
      b: `${wrapper}${module}.lora_B.weight`,
    });
  }
  return found;
}

/** Row-major `weight + scale · b · a`, summed in fp32 as `merge_and_unload` does it. */
async function adaptedWeight(
  base: SafetensorsFile,
  adapter: SafetensorsFile,
  { name, a, b }: Factors,
  scale: number,
): Promise<Float32Array> {
  const [outputs = 0, inputs = 0] = base.entry(name).shape;
  const [rank = 0, width] = adapter.entry(a).shape;
  const [height, depth] = adapter.entry(b).shape;
  if (width !== inputs || height !== outputs || depth !== rank) {
    throw unfit(
      `${adapter.path} changes ${name} of shape [${base.entry(name).shape}] by [${adapter.entry(b).shape}] times [${adapter.entry(a).shape}].`,
    );
  }
  const weight = await base.readFloats(name);
  const left = await adapter.readFloats(b);
  const right = await adapter.readFloats(a);
  const row = new Float32Array(inputs);
  for (let output = 0; output < outputs; output++) {
    row.fill(0);
    for (let k = 0; k < rank; k++) {
      const factor = left[output * rank + k] as number;
      for (let i = 0; i < inputs; i++)
        row[i] = (row[i] as number) + factor * (right[k * inputs + i] as number);
    }
    for (let i = 0; i < inputs; i++) {
      weight[output * inputs + i] = (weight[output * inputs + i] as number) + scale * (row[i] as number);
    }
  }
  return weight;
}

/**
 * The tensors of the model that an adapter makes of its base, for `writeSafetensors`, each made when its turn comes:
 * fp16 where the adapter has changed something, as in the base otherwise.
 * @param scale see AdapterConfig
 * @throws IsovecError `ModelCorrupt` when the two do not fit
 */
export function adaptedTensors(
  base: SafetensorsFile,
  adapter: SafetensorsFile,
  scale: number,
): TensorToWrite[] {
  const factors = factorsOf(base, adapter);
  return contributingTensors(base).map((name): TensorToWrite => {
    const { dtype, shape, bytes } = base.entry(name);
    const own = factors.get(name);
    if (own === undefined) return { name, dtype, shape, bytes, read: () => base.readBytes(name) };
    return {
      ...{ name, dtype: "F16", shape },
      bytes: elementBytes.F16 * shape.reduce((product, size) => product * size, 1),
      read: async () => new Uint8Array(fp32ToFp16(await adaptedWeight(base, adapter, own, scale)).buffer),
    };
  });
}
