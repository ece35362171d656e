import { type Identifier, identifiersOf } from "../../words/split-identifiers.ts";
import { wordStem } from "../../words/word-stem.ts";
import { mayBeName, type Question, type RankingRule } from "./ranking-rule.ts";

function isAskedFor({ whole }: Identifier, question: Question): boolean {
  return mayBeName(question) && question.identifiers.has(whole);
}

/** The share of a name's words that the question says, two of them at least. */
function saidOf({ parts }: Identifier, { stems }: Question): number {
  const said = parts.filter((part) => stems.has(wordStem(part))).length;
  return said < 2 ? 0 : said / parts.length;
}

/**
 * The place that declares what is asked for comes before those that use it: by its name, or by half of its words. Who
 * types nothing but a name wants where it is declared.
 */
export const declaresSymbol: RankingRule = {
  name: "declares it",
  factor: ({ symbols }, question) => {
    const declared = identifiersOf(symbols);
    if (declared.some((symbol) => isAskedFor(symbol, question))) return 2.5;
    const said = Math.max(0, ...declared.map((symbol) => saidOf(symbol, question)));
    return said < 0.5 ? 1 : 1 + 0.3 * said;
  },
};
