import { extensionOf } from "../../discover/language.ts";
import type { RankingRule } from "./ranking-rule.ts";

const data: ReadonlySet<string> = new Set("json yaml yml toml xml html htm css scss less svg".split(" "));

/** Settings, styles and pages repeat names without doing anything. Who asks for a kind of file says its name. */
export const dataBehind: RankingRule = {
  name: "data or style",
  factor: ({ path, language }, { stems }) => {
    const extension = extensionOf(path);
    return data.has(extension) && !stems.has(extension) && !stems.has(language) ? 0.7 : 1;
  },
};
