import type { Normalizer } from "@huggingface/tokenizers";
import { PrecompiledNormalizer } from "./precompiled-normalizer.ts";
import { SequenceNormalizer } from "./sequences.ts";
import { ReplaceNormalizer } from "./unicode-normalizers.ts";

/**
 * Whether the normalized text begins, to the reference, where the text began: Metaspace's `first` asks for that. Its
 * alignments lose the beginning where characters there are removed, or several replaced, but for a character map.
 */
export function keepsStart(normalizer: Normalizer | null, text: string): boolean {
  // A beginning is all that is looked at.
  let beginning = text.slice(0, 64).toWellFormed();
  if (normalizer === null || normalizer instanceof PrecompiledNormalizer) return true;
  if (normalizer instanceof SequenceNormalizer) {
    for (const step of normalizer.steps) {
      if (!keepsStart(step, beginning)) return false;
      beginning = step.normalize(beginning);
    }
    return true;
  }
  const replaced = normalizer instanceof ReplaceNormalizer ? normalizer.replacedAtStart(beginning) : "";
  return [...replaced].length < 2 && normalizer.normalize([...beginning][0] ?? " ") !== "";
}
