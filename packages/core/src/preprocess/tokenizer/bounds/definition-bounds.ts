import { assertAddedTokens } from "./added-token-bounds.ts";
import { assertPostProcessor } from "./post-processor-bounds.ts";
import { assertNormalizer, assertPreTokenizer } from "./step-bounds.ts";
import { assertVocabulary } from "./vocabulary-bounds.ts";

/**
 * Holds a tokenizer.json that nobody vouches for to what can be built, and run on a text, in bounded time and memory. Patterns and
 * character maps are checked by the steps that have them.
 * @throws Error that completes "the file is not usable: its …" and names the key
 */
export function assertBounded(definition: Readonly<Record<string, unknown>>): void {
  const { model, normalizer, pre_tokenizer, post_processor, added_tokens } = definition;
  if (typeof model !== "object" || model === null) throw new Error("it has no model");
  assertNormalizer(normalizer);
  assertPreTokenizer(pre_tokenizer);
  assertPostProcessor(post_processor);
  const idOf = assertVocabulary(model as Readonly<Record<string, unknown>>);
  assertAddedTokens(added_tokens ?? [], idOf);
}
