import { SplitPreTokenizer } from "@huggingface/tokenizers";
import { describe, expect, it } from "vitest";
import { assertLinear } from "./pattern-bounds.ts";

/** What runs for a pattern of tokenizer.json: Oniguruma's syntax rewritten for JavaScript. */
function running(pattern: string): RegExp {
  const config = { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false };
  const { pattern: compiled } = new SplitPreTokenizer(config as never);
  if (compiled === null) throw new Error(`${pattern} is not a pattern`);
  return compiled;
}

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
const lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
const spaces = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const published: Readonly<Record<string, string>> = {
  "GPT-2": "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
  Qwen: `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${spaces}`,
  "Llama 3": `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|${spaces}`,
  "GPT-4o": `[^\\r\\n\\p{L}\\p{N}]?${upper}*${lower}+${contractions}?|[^\\r\\n\\p{L}\\p{N}]?${upper}+${lower}*${contractions}?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|${spaces}`,
  DeepSeek: `[!"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_\`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|${spaces}`,
  BLOOM: " ?[^(\\s|[.,!?…。，、।۔،])]+",
  CLIP: "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
  "SentencePiece's spaces": " {2,}",
  "Chinese and Japanese": "[一-龥぀-ゟ゠-ヿ]+",
  words: "\\w+|[^\\w\\s]+",
  "a group around it": "(\\s+)",
};

describe("patterns of tokenizer.json", () => {
  it.each(Object.entries(published))("%s is known to be linear", (_name, pattern) => {
    expect(() => assertLinear(running(pattern))).not.toThrow();
  });

  it.each([
    ["(a+)+$", /repeats without end what matches in several ways: \(a\+\)/],
    ["(a|a)*b", /repeats without end what matches in several ways/],
    ["(a|aa)+$", /repeats without end what matches in several ways/],
    ["(.*)*x", /repeats without end what matches in several ways/],
    ["(\\w+\\s?)*!", /repeats without end what matches in several ways/],
    ["a*a*b", /runs along the text twice/],
    ["a*b", /runs along the text in vain: a before/],
    ["a+?b", /runs along the text in vain/],
    ["(?>a+)b", /runs along the text in vain/],
    ["\\s+$", /runs along the text in vain/],
    ["\\s*b|\\s|\\s+", /runs along the text in vain/],
    ["(a?){30}a{30}", /more than 1000 ways/],
    ["(x{1,100}){1,100}y", /more than 1000 ways/],
    ["a{1,1000}a{1,1000}b", /more than 1000 ways/],
    ["a{5000}", /more than 1000 ways/],
    ["(a*)\\1b", /has \\1, which is not known/],
    ["(?=(a+)+b)a", /looks ahead in too many ways/],
    ["(?<=(a+)+)b", /looks ahead in too many ways/],
  ])("%s is refused", (pattern, reason) => {
    expect(() => assertLinear(running(pattern))).toThrowError(reason);
  });
});
