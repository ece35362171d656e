import type { ModelsResult, TokenizeResult } from "@isovec/core/protocol";
import { fail, quoted } from "../check.ts";
import type { ServerCheck } from "./server-subject.ts";
import { activeModel, embed, texts } from "./vectors.ts";

const role = "document";

export const tokenChecks: readonly ServerCheck[] = [
  {
    id: "ESP-TOKEN-1",
    title: "gives the tokens that it embeds",
    run: async (subject) => {
      const { maxTokens } = await activeModel(subject);
      const inputs = [...texts, "", "word ".repeat(maxTokens + 1)];
      const { ids, tokens } = await subject.result<TokenizeResult>("embedding/tokenize", { inputs, role });
      const { usage } = await embed(subject, inputs);
      if (ids?.length !== inputs.length || tokens?.length !== inputs.length) {
        fail(`${inputs.length} texts have ${ids?.length} lists of ids and ${tokens?.length} of tokens`);
      }
      for (const [at, text] of inputs.entries()) {
        const fed = usage[at]?.usedTokens;
        if (ids[at]?.length !== fed) fail(`${quoted(text)} has ${ids[at]?.length} ids; embed used ${fed}`);
        if (tokens[at]?.length !== fed)
          fail(`${quoted(text)} has ${tokens[at]?.length} tokens for ${fed} ids`);
      }
      const turned = await subject.result<TokenizeResult>("embedding/tokenize", {
        inputs: inputs.toReversed(),
        role,
      });
      if (quoted(turned.ids.toReversed()[2]) !== quoted(ids[2]))
        fail("ids are not in the order of the texts");
    },
  },
  {
    id: "ESP-MODEL-1",
    title: "names the model and the space that it embeds in",
    run: async (subject) => {
      const { dimensions } = await activeModel(subject);
      const { vectorSpace } = await subject.result<ModelsResult>("embedding/models", {});
      const vectors = await embed(subject, ["a"]);
      if (vectors.dimensions !== dimensions) {
        fail(`the model has ${dimensions} dimensions, its vectors ${vectors.dimensions}`);
      }
      if (vectors.vectorSpace !== vectorSpace) {
        fail(`the vector space is ${quoted(vectorSpace)}, that of vectors ${quoted(vectors.vectorSpace)}`);
      }
    },
  },
];
