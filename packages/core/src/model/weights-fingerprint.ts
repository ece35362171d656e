import { createHash } from "node:crypto";
import { isGraph } from "./is-graph.ts";
import { fp32ToFp16 } from "./safetensors/half-precision.ts";
import { SafetensorsFile } from "./safetensors/safetensors-file.ts";
import { sha256OfWeights } from "./weights-identity.ts";

/** Floats, and the signed bytes of a table of token vectors. */
const weightTypes: ReadonlySet<string> = new Set(["F32", "F16", "BF16", "I8"]);

/**
 * The tensors that token states depend on, by name. Index buffers (`position_ids`) and the classification pooler, which
 * sentence embeddings never pass through, are left out: checkpoints of one model differ in whether they carry them.
 */
export function contributingTensors(weights: SafetensorsFile): string[] {
  return [...weights.tensors]
    .filter(([name, { dtype }]) => weightTypes.has(dtype) && !/(^|\.)pooler\./.test(name))
    .map(([name]) => name)
    .sort();
}

/**
 * What the weights are, whatever they are stored as. Of a checkpoint, sha256 over names, shapes and values rounded to fp16 of all contributing tensors, hex: equal for an fp32 checkpoint
 * and its fp16 copy, whose vectors are equal to 1e-5 in cosine, and for one file and its shards. Of a published graph, sha256
 * of its files.
 */
export async function weightsFingerprint(file: string): Promise<string> {
  if (isGraph(file)) return sha256OfWeights(file);
  const weights = await SafetensorsFile.open(file);
  try {
    const digest = createHash("sha256");
    for (const name of contributingTensors(weights)) {
      const { dtype, shape } = weights.entry(name);
      digest.update(JSON.stringify([name, shape]));
      digest.update(
        dtype === "F16" || dtype === "I8"
          ? await weights.readBytes(name)
          : fp32ToFp16(await weights.readFloats(name)),
      );
    }
    return digest.digest("hex");
  } finally {
    await weights.close();
  }
}
