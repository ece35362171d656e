import { type Normalizer, PrependNormalizer, type PreTokenizer } from "@huggingface/tokenizers";
import { BertNormalizer } from "./bert-normalizer.ts";
import { BertPreTokenizer } from "./bert-pre-tokenizer.ts";
import { ByteLevelPreTokenizer } from "./byte-level-pre-tokenizer.ts";
import { LowercaseNormalizer } from "./lowercase-normalizer.ts";
import { MetaspacePreTokenizer } from "./metaspace-pre-tokenizer.ts";
import { PrecompiledNormalizer } from "./precompiled-normalizer.ts";
import { SequenceNormalizer, SequencePreTokenizer } from "./sequences.ts";
import { DigitsPreTokenizer, PunctuationPreTokenizer, SplitPreTokenizer } from "./split-pre-tokenizers.ts";
import {
  ReplaceNormalizer,
  StripAccentsNormalizer,
  StripNormalizer,
  UnicodeNormalizer,
} from "./unicode-normalizers.ts";
import { WhitespacePreTokenizer, WhitespaceSplitPreTokenizer } from "./white-space.ts";

/** A part of tokenizer.json; null where there is none. */
type Configuration = { readonly type: string } | null | undefined;
type Parts<Part> = Readonly<Record<string, new (configuration: never) => Part>>;

const normalizers: Parts<Normalizer> = {
  BertNormalizer,
  Lowercase: LowercaseNormalizer,
  NFC: UnicodeNormalizer,
  NFD: UnicodeNormalizer,
  NFKC: UnicodeNormalizer,
  NFKD: UnicodeNormalizer,
  Precompiled: PrecompiledNormalizer,
  Prepend: PrependNormalizer,
  Replace: ReplaceNormalizer,
  Strip: StripNormalizer,
  StripAccents: StripAccentsNormalizer,
};

const preTokenizers: Parts<PreTokenizer> = {
  BertPreTokenizer,
  ByteLevel: ByteLevelPreTokenizer,
  Digits: DigitsPreTokenizer,
  Metaspace: MetaspacePreTokenizer,
  Punctuation: PunctuationPreTokenizer,
  Split: SplitPreTokenizer,
  Whitespace: WhitespacePreTokenizer,
  WhitespaceSplit: WhitespaceSplitPreTokenizer,
};

function create<Part>(kind: string, parts: Parts<Part>, configuration: { readonly type: string }): Part {
  const Chosen = parts[configuration.type];
  if (Chosen === undefined)
    throw new Error(`its ${kind} ${configuration.type} is unknown (known: ${Object.keys(parts).join(", ")})`);
  return new Chosen(configuration as never);
}

/** The `normalizer` of tokenizer.json as the reference applies it. @throws Error naming a type that is unknown */
export function exactNormalizer(configuration: Configuration): Normalizer | null {
  if (configuration?.type !== "Sequence")
    return configuration ? create("normalizer", normalizers, configuration) : null;
  const { normalizers: steps } = configuration as unknown as { readonly normalizers: Configuration[] };
  return new SequenceNormalizer(steps.flatMap((step) => exactNormalizer(step) ?? []));
}

/** The `pre_tokenizer` of tokenizer.json as the reference applies it. @throws Error naming a type that is unknown */
export function exactPreTokenizer(configuration: Configuration): PreTokenizer | null {
  if (configuration?.type !== "Sequence")
    return configuration ? create("pre-tokenizer", preTokenizers, configuration) : null;
  const { pretokenizers: steps } = configuration as unknown as { readonly pretokenizers: Configuration[] };
  return new SequencePreTokenizer(steps.flatMap((step) => exactPreTokenizer(step) ?? []));
}
