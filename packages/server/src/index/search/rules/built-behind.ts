import type { RankingRule } from "./ranking-rule.ts";

const built: RegExp = /(?:^|\/)(?:dist|build|out|vendor|third_party|generated)\//i;

/** What a tool has made of the code, or others have written, is the second place of what is written here. */
export const builtBehind: RankingRule = {
  name: "built or vendored",
  factor: ({ path }) => (built.test(path) ? 0.5 : 1),
};
