import { skip } from "../check.ts";
import { embed, embedParams, samples } from "./embed-request.ts";
import { expectError, type PluginCheck } from "./plugin-subject.ts";

const invalidParams = -32602;

export const parameterChecks: readonly PluginCheck[] = [
  {
    id: "PLUG-PARAM-1",
    title: "refuses wrong params of backend/embed and serves on",
    run: async (subject) => {
      const unloaded = await subject.initialized();
      const session = await subject.session();
      const { peer, capabilities } = session;
      const encoding = capabilities.encodings[0] ?? "base64";
      const right = embedParams(session, samples(subject), encoding);
      expectError(await unloaded.request("backend/embed", right), "backend/embed before backend/load");
      const ask = async (what: string, params: unknown): Promise<void> => {
        expectError(await peer.request("backend/embed", params, subject.options.loadMs), what, invalidParams);
      };
      await ask("another modelId", { ...right, modelId: "no-such-model" });
      if (capabilities.input === "text") {
        await embed(subject, samples(subject));
        skip("it takes text: there are no ids that could be wrong");
      }
      const lengths = right.lengths ?? [];
      await ask("more lengths than ids", { ...right, lengths: [...lengths, 1] });
      await ask("fewer lengths than ids", { ...right, lengths: lengths.slice(1) });
      const { vocabularySize } = subject.options.load.model;
      for (const id of [vocabularySize, -1]) {
        const stray = { ids: [1, id, 1], text: "" };
        await ask(`the id ${id} of ${vocabularySize}`, embedParams(session, [stray], encoding));
      }
      await embed(subject, samples(subject));
    },
  },
];
