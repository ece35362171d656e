import { identifiersOf } from "../../words/split-identifiers.ts";
import type { RankingRule } from "./ranking-rule.ts";

/** The place that declares the name asked for comes before those that use it. */
export const declaresSymbol: RankingRule = ({ symbols }, { identifiers }) =>
  identifiersOf(symbols).some(({ whole }) => identifiers.has(whole)) ? 1.4 : 1;
