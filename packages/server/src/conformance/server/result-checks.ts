import { requests, type SearchResult } from "@isovec/core/protocol";
import { fail, quoted, skip } from "../check.ts";
import { requestFrame } from "../frame.ts";
import type { ServerCheck } from "./server-subject.ts";

const embedding = { inputs: ["größer", "a"], role: "query" };
const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };

const asked: readonly (readonly [string, unknown])[] = [
  ["embedding/models", {}],
  ["embedding/tokenize", embedding],
  ["embedding/embed", embedding],
  ["embedding/embed", { ...embedding, encoding: "float" }],
  ["embedding/embed", { ...embedding, dtype: "int8" }],
  ["embedding/embed", { ...embedding, dtype: "binary", encoding: "float" }],
  ["index/refresh", {}],
  ["index/status", {}],
  ["index/pause", {}],
  ["index/resume", {}],
  ["search/query", { query: "a", limit: 5 }],
  ["search/similar", { textDocument: { uri: "untitled:a" }, range, text: "a", limit: 5 }],
  ["backend/list", {}],
];

/** Without a folder there is nothing to search. */
const needsFolder = /^(?:search|index)\//;

export const resultChecks: readonly ServerCheck[] = [
  {
    id: "ESP-RESULT-1",
    title: "gives results that are valid by the schemas",
    run: async (subject) => {
      const methods = await subject.methods();
      const peer = await subject.session();
      for (const [method, params] of asked.filter(([name]) => methods.includes(name))) {
        const { error, result } = await peer.request(method, params, subject.options.loadMs);
        if (error !== undefined) {
          if (needsFolder.test(method) && subject.options.workspace === undefined) continue;
          fail(`${method} was answered with ${quoted(error)}`);
        }
        const schema = requests.find((entry) => entry.method === method)?.result;
        const issue = schema?.safeParse(result).error?.issues[0];
        if (issue !== undefined) {
          fail(`the result of ${method}: ${["result", ...issue.path].join(".")}: ${issue.message}`);
        }
      }
    },
  },
  {
    id: "ESP-SEARCH-1",
    title: "gives at most as many hits as asked for, the best first",
    run: async (subject) => {
      const methods = await subject.methods();
      if (!methods.includes("search/query")) skip("the server does not search");
      if (subject.options.workspace === undefined) skip("no folder was given to search");
      if (methods.includes("index/refresh")) await subject.result("index/refresh", {});
      const query = "where is the answer";
      const { hits } = await subject.result<SearchResult>("search/query", { query, limit: 50 });
      const scores = hits.map(({ score }) => score);
      if (scores.some((score, at) => at > 0 && score > (scores[at - 1] ?? 0))) {
        fail(`the scores of hits do not fall: ${quoted(scores)}`);
      }
      const { hits: one } = await subject.result<SearchResult>("search/query", { query, limit: 1 });
      if (one.length > 1) fail(`${one.length} hits were given where 1 was asked for`);
    },
  },
  {
    id: "ESP-FRAME-5",
    title: "writes messages and nothing else",
    run: async (subject) => {
      const shared = await subject.session();
      const id = shared.unusedId();
      const params = { inputs: ["größer als 𠀀"], role: "query" };
      void shared.write(requestFrame(id, "embedding/tokenize", params));
      await shared.until("an answer to embedding/tokenize", () => shared.stray ?? shared.answersTo(id)[0]);
      const peer = await subject.initialized();
      await peer.request("shutdown");
      peer.notify("exit");
      await peer.ended("exit");
      for (const { stray } of [shared, peer]) {
        if (stray !== undefined) fail(`it wrote what is no message: ${stray}`);
      }
    },
  },
];
