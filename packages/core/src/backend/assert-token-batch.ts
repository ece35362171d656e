import { IsovecError } from "../errors/isovec-error.ts";
import type { TokenBatch } from "./embedding-backend.ts";

/**
 * Holds a batch against its own shape and the vocabulary, before an engine or a server sees it: some read beyond their
 * table for an id that they do not have.
 * @throws IsovecError `InputInvalid`
 */
export function assertTokenBatch(tokens: TokenBatch, vocabularySize: number): void {
  const { batch, sequence, inputIds, attentionMask, tokenTypeIds } = tokens;
  const size = batch * sequence;
  if (
    size === 0 ||
    inputIds.length !== size ||
    attentionMask.length !== size ||
    tokenTypeIds.length !== size
  ) {
    throw new IsovecError(
      "InputInvalid",
      `A batch of [${batch}, ${sequence}] came with ${inputIds.length} ids, ${attentionMask.length} mask values and ${tokenTypeIds.length} segment ids.`,
    );
  }
  const stray = inputIds.find((id) => id < 0 || id >= vocabularySize);
  if (stray !== undefined) {
    throw new IsovecError("InputInvalid", `Token id ${stray} is not in 0 to ${vocabularySize - 1}.`, {
      remedy: "The tokenizer and the weights belong to different models: fetch the model again.",
    });
  }
}
