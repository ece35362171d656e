import type { RankingRule } from "./ranking-rule.ts";

const aside: RegExp =
  /(?:^|\/)(?:tests?|testing|__tests__|spec|specs|fixtures|testdata|examples?|benchmarks?)\/|[._-](?:test|spec)\.[^/]+$|(?:^|\/)test_[^/]+$/i;

const asking: readonly string[] = ["test", "spec", "exampl", "fixtur", "benchmark"];

/**
 * Tests and examples say the same words as what they are about, so they come after it, or before it for who asks for
 * tests.
 */
export const testsDemoted: RankingRule = ({ path }, { stems }) => {
  if (!aside.test(path)) return 1;
  return asking.some((word) => stems.has(word)) ? 1.6 : 0.7;
};
