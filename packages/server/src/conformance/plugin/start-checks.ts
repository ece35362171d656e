import { pluginInitializeResult, pluginLoadResult } from "@isovec/core/protocol";
import type { z } from "zod";
import { fail } from "../check.ts";
import { expectError, type PluginCheck } from "./plugin-subject.ts";

const invalidParams = -32602;

function assertValid(schema: z.ZodType, result: unknown, method: string): void {
  const issue = schema.safeParse(result).error?.issues[0];
  if (issue !== undefined) {
    fail(`the result of ${method}: ${["result", ...issue.path].join(".")}: ${issue.message}`);
  }
}

export const startChecks: readonly PluginCheck[] = [
  {
    id: "PLUG-START-1",
    title: "gives results of initialize and backend/load that are valid by the schemas",
    run: async (subject) => {
      const peer = await subject.initialized();
      assertValid(pluginInitializeResult, peer.answers[0]?.result, "initialize");
      const { loaded } = await subject.session();
      assertValid(pluginLoadResult, loaded, "backend/load");
    },
  },
  {
    id: "PLUG-START-2",
    title: "refuses an option that it does not know",
    run: async (subject) => {
      const peer = await subject.fresh();
      const params = subject.greeting({ ...subject.options.options, "no such option": 1 });
      const answer = await peer.request("initialize", params, subject.options.loadMs);
      expectError(answer, "initialize with an unknown option", invalidParams);
    },
  },
  {
    id: "PLUG-START-3",
    title: "says how wide its rows are and how long texts may be, as the model has it",
    run: async (subject) => {
      const { loaded, width, capabilities } = await subject.session();
      const { maxTokens } = subject.options.load.model;
      if (loaded.dimensions !== width) {
        fail(`dimensions is ${loaded.dimensions}; the model's ${capabilities.output} are ${width} wide`);
      }
      if (loaded.maxTokens < maxTokens) fail(`maxTokens is ${loaded.maxTokens}; the model has ${maxTokens}`);
    },
  },
  {
    id: "PLUG-START-4",
    title: "refuses a model of another width",
    run: async (subject) => {
      const peer = await subject.initialized();
      const { load, loadMs } = subject.options;
      const hiddenSize = load.model.hiddenSize + 1;
      const other = { ...load, model: { ...load.model, hiddenSize } };
      expectError(await peer.request("backend/load", other, loadMs), `a model of width ${hiddenSize}`);
    },
  },
];
