import type { MetadataValue } from "./metadata.ts";

/**
 * A tokenizer section without text, for a program that makes the ids itself. llama.cpp needs a spelling for every id. Of its
 * kinds of vocabulary RWKV's is the one to which neither it nor node-llama-cpp adds a token at the beginning or the
 * end: to BERT's own kind they add [CLS] and [SEP] where the ids have none.
 * @param size rows of the token table
 */
export function placeholderVocabulary(size: number): readonly [string, MetadataValue][] {
  return [
    ["tokenizer.ggml.model", { type: "string", value: "rwkv" }],
    ["tokenizer.ggml.tokens", { type: "strings", value: Array.from({ length: size }, (_, id) => `[${id}]`) }],
    // node-llama-cpp tokenizes a text when it loads a file, and aborts when unknown text has no token.
    ["tokenizer.ggml.unknown_token_id", { type: "uint32", value: 0 }],
  ];
}
