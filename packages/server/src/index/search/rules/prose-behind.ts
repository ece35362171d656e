import { type RankingRule, unlessAskedFor } from "./ranking-rule.ts";

const prose: RegExp = /\.(?:md|mdx|markdown|rst|adoc|txt)$/i;

const asked = unlessAskedFor(
  ["doc", "document", "documentation", "readme", "guid", "tutorial", "changelog", "releas", "licens"],
  0.5,
  1.2,
);

/** Prose says a question's words as questions do, and names everything; what is looked for is the code that it is about. */
export const proseBehind: RankingRule = {
  name: "prose",
  factor: ({ path }, question) => (prose.test(path) ? asked(question) : 1),
};
