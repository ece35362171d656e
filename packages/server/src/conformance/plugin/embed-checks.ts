import { fail, skip } from "../check.ts";
import { distance } from "../distance.ts";
import { embed, samples } from "./embed-request.ts";
import type { PluginCheck } from "./plugin-subject.ts";

const same = 1e-5;

export const embedChecks: readonly PluginCheck[] = [
  {
    id: "PLUG-EMBED-1",
    title: "gives as many finite values as there are tokens or texts",
    run: async (subject) => {
      for (const count of [5, 1]) await embed(subject, samples(subject).slice(0, count));
    },
  },
  {
    id: "PLUG-EMBED-2",
    title: "gives rows in the order of the texts, whatever is beside them",
    run: async (subject) => {
      const batch = samples(subject);
      const rows = await embed(subject, batch);
      const turned = (await embed(subject, batch.toReversed())).toReversed();
      for (const [at, sample] of batch.entries()) {
        const [alone] = await embed(subject, [sample]);
        const row = rows[at] ?? new Float32Array();
        const far = Math.max(distance(row, alone ?? []), distance(row, turned[at] ?? []));
        if (far > same) fail(`text ${at} moves by ${far} (1 - cosine) with the texts beside it`);
        const [first = new Float32Array()] = rows;
        if (at > 0 && distance(row.subarray(0, 8), first.subarray(0, 8)) < same) {
          fail(`texts 0 and ${at} are different and have the same row`);
        }
      }
    },
  },
  {
    id: "PLUG-EMBED-3",
    title: "gives the same values in every encoding that it announces",
    run: async (subject) => {
      const { encodings } = (await subject.session()).capabilities;
      const [own = "base64", ...others] = encodings;
      const rows = await embed(subject, samples(subject), own);
      if (others.length === 0) skip(`it announces ${own} only`);
      for (const other of others) {
        for (const [at, values] of (await embed(subject, samples(subject), other)).entries()) {
          const differing = values.findIndex((value, index) => value !== rows[at]?.[index]);
          if (differing >= 0) {
            fail(`text ${at} has ${rows[at]?.[differing]} in ${own} and ${values[differing]} in ${other}`);
          }
        }
      }
    },
  },
  {
    id: "PLUG-EMBED-4",
    title: "computes a text of the model's full length",
    run: async (subject) => {
      const { maxTokens, vocabularySize } = subject.options.load.model;
      if ((await subject.session()).capabilities.input === "text") skip("its tokens are its own");
      const ids = Array.from({ length: maxTokens }, (_, at) => (at * 31 + 1) % vocabularySize);
      await embed(subject, [{ ids, text: "" }]);
    },
  },
];
