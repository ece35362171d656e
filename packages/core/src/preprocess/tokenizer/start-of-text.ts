import type { Normalizer } from "@huggingface/tokenizers";
import { PrecompiledNormalizer } from "./precompiled-normalizer.ts";
import { SequenceNormalizer } from "./sequences.ts";
import { ReplaceNormalizer } from "./unicode-normalizers.ts";

/**
 * Whether the normalized text begins, to the reference, where the text began: Metaspace's `first` asks for that. Its
 * alignments lose the beginning where all of the first character is removed, or several are replaced at once, but for a
 * character map.
 */
export function keepsStart(normalizer: Normalizer | null, text: string): boolean {
  // A beginning is all that is looked at.
  let beginning = text.slice(0, 64).toWellFormed();
  let first = [...beginning].slice(0, 1).join("");
  const steps = normalizer instanceof SequenceNormalizer ? normalizer.steps : normalizer ? [normalizer] : [];
  for (const step of steps) {
    const replaced = step instanceof ReplaceNormalizer ? step.replacedAtStart(beginning) : "";
    if ([...replaced].length > 1) return false;
    beginning = step.normalize(beginning);
    first = step.normalize(first);
    if (first === "") return step instanceof PrecompiledNormalizer;
  }
  return true;
}
