import {
  ByteLevelPreTokenizer,
  BertNormalizer as LibraryBertNormalizer,
  BertPreTokenizer as LibraryBertPreTokenizer,
  LowercaseNormalizer as LibraryLowercaseNormalizer,
  PrecompiledNormalizer as LibraryPrecompiledNormalizer,
  WhitespaceSplitPreTokenizer as LibraryWhitespaceSplit,
  type Normalizer,
  type PreTokenizer,
  SequenceNormalizer,
  SequencePreTokenizer,
} from "@huggingface/tokenizers";
import { BertNormalizer } from "./bert-normalizer.ts";
import { BertPreTokenizer } from "./bert-pre-tokenizer.ts";
import { LowercaseNormalizer } from "./lowercase-normalizer.ts";
import { PrecompiledNormalizer } from "./precompiled-normalizer.ts";
import { byteLevelPattern, WhitespaceSplitPreTokenizer } from "./white-space.ts";

/** The library's normalizer with every part that differs from the reference replaced by ours. */
export function exactNormalizer(part: Normalizer | null): Normalizer | null {
  if (part instanceof SequenceNormalizer) part.normalizers = part.normalizers.map(exactNormalizer);
  else if (part instanceof LibraryBertNormalizer) return new BertNormalizer(part.config);
  else if (part instanceof LibraryLowercaseNormalizer) return new LowercaseNormalizer(part.config);
  else if (part instanceof LibraryPrecompiledNormalizer) return new PrecompiledNormalizer(part.config);
  return part;
}

/** The same for the pre-tokenizer. */
export function exactPreTokenizer(part: PreTokenizer | null): PreTokenizer | null {
  if (part instanceof SequencePreTokenizer) part.tokenizers = part.tokenizers.map(exactPreTokenizer);
  else if (part instanceof LibraryBertPreTokenizer) return new BertPreTokenizer();
  else if (part instanceof LibraryWhitespaceSplit) return new WhitespaceSplitPreTokenizer();
  else if (part instanceof ByteLevelPreTokenizer) part.pattern = byteLevelPattern;
  return part;
}
