import { type RankingRule, unlessAskedFor } from "./ranking-rule.ts";

const aside: RegExp =
  /(?:^|\/)(?:tests?|testing|__tests__|spec|specs|fixtures|testdata|examples?|benchmarks?)\/|[._-](?:test|spec)\.[^/]+$|(?:^|\/)test_[^/]+$/i;

const asked = unlessAskedFor(["test", "spec", "exampl", "fixtur", "benchmark"], 0.7, 1.6);

/** Tests and examples say the same words as what they are about, so they come after it. */
export const testsBehind: RankingRule = {
  name: "test or example",
  factor: ({ path }, question) => (aside.test(path) ? asked(question) : 1),
};
