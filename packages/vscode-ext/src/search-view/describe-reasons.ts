import type { SearchHit } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";

type Reasons = NonNullable<SearchHit["why"]>;

/** Why a hit stands where it does, one short line a contribution: its places in the lists, then what the rules did. */
export function describeReasons({ why, score }: SearchHit): readonly string[] {
  if (why === undefined) return [];
  return [
    ...why.ranks.map(describeRank),
    ...why.factors.map(describeFactor),
    t("score {0}", score.toFixed(3)),
  ];
}

function describeRank({ tier, rank, score }: Reasons["ranks"][number]): string {
  const points = score.toFixed(3);
  if (tier === "lexical") return t("+{0} number {1} by its words", points, rank);
  return tier === "static"
    ? t("+{0} number {1} by its meaning, as the quick model sees it", points, rank)
    : t("+{0} number {1} by its meaning", points, rank);
}

function describeFactor({ rule, factor }: Reasons["factors"][number]): string {
  return t("×{0} {1}", factor.toFixed(2), describeRule(rule));
}

/** A rule that is newer than this list is shown by its own name. */
function describeRule(rule: string): string {
  switch (rule) {
    case "file is named":
      return t("its file has the question's words in its name");
    case "declares it":
      return t("it declares what is asked for");
    case "commits say it":
      return t("commits that changed its file say so");
    case "test or example":
      return t("it is a test or an example");
    case "prose":
      return t("it is prose");
    case "data or style":
      return t("it is data or style");
    case "built or vendored":
      return t("it is built or comes from others");
    case "further hit of its file":
      return t("its file has better places");
    default:
      return rule;
  }
}
