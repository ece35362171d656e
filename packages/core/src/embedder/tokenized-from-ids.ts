import { IsovecError } from "../errors/isovec-error.ts";
import type { ModelCard } from "../model/model-card.ts";
import type { TokenizedText } from "../preprocess/tokenizer/text-tokenizer.ts";

/**
 * Ids from outside, checked, as if they had been made here.
 * @param index which input they are, for the error
 * @param promptTokens ids at the start that the prompt makes
 * @throws IsovecError as `TextEmbedder.embedIds`
 */
export function tokenizedFromIds(
  ids: readonly number[],
  index: number,
  { name, vocabularySize, maxTokens }: Pick<ModelCard, "name" | "vocabularySize" | "maxTokens">,
  promptTokens: number,
): TokenizedText {
  const remedy = "Send the ids that the model's own tokenizer makes, special tokens included.";
  if (ids.length === 0) throw new IsovecError("InputInvalid", `Input ${index} has no token ids.`, { remedy });
  if (ids.length > maxTokens) {
    const message = `Input ${index} has ${ids.length} tokens; ${name} takes at most ${maxTokens}.`;
    throw new IsovecError("InputTooLong", message, { remedy: "Cut the ids, or send the text." });
  }
  const wrong = ids.findIndex((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize);
  if (wrong >= 0) {
    const message = `Input ${index} has the token id ${ids[wrong]} at position ${wrong}; those of ${name} are 0 to ${vocabularySize - 1}.`;
    throw new IsovecError("InputInvalid", message, { remedy });
  }
  return {
    ids: Int32Array.from(ids),
    tokens: ids.length,
    truncated: false,
    promptTokens: Math.min(promptTokens, ids.length - 1),
  };
}
