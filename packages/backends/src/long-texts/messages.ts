import type { TokenizedText, TokenizerSource } from "@isovec/core";

/** What the tokenizer's process is asked. */
export type TokenizerRequest =
  | { readonly kind: "load"; readonly source: TokenizerSource }
  | { readonly kind: "tokenize"; readonly text: string; readonly prompt: string };

export type TokenizerReply =
  | { readonly kind: "loaded" }
  | { readonly kind: "tokenized"; readonly tokenized: TokenizedText };
