import { fail, quoted } from "../check.ts";
import { expectCode, type ServerCheck, type ServerSubject } from "./server-subject.ts";

const invalidParams = -32602;

/** Method, params, and the path of the key that is wrong. */
const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ["embedding/tokenize", { inputs: "a", role: "query" }, "params.inputs"],
  ["embedding/tokenize", { inputs: ["a", 3], role: "query" }, "params.inputs.1"],
  ["embedding/tokenize", { inputs: ["a"] }, "params.role"],
  ["embedding/embed", { role: "query" }, "params.inputs"],
  ["embedding/embed", { inputs: ["a"], role: "author" }, "params.role"],
  ["embedding/embed", { inputs: ["a"], role: "query", dimensions: 0 }, "params.dimensions"],
  ["embedding/embed", { inputs: ["a"], role: "query", dimensions: 1.5 }, "params.dimensions"],
  ["embedding/embed", { inputs: ["a"], role: "query", encoding: "hex" }, "params.encoding"],
  ["embedding/embed", { inputs: ["a"], role: "query", dtype: "float8" }, "params.dtype"],
  ["embedding/embed", { inputs: ["a"], role: "query", truncate: "no" }, "params.truncate"],
  ["search/query", { query: 42 }, "params.query"],
  ["search/query", { query: "a", limit: 0 }, "params.limit"],
  ["search/query", { query: "a", mode: "clairvoyant" }, "params.mode"],
  ["backend/select", { id: 3 }, "params.id"],
];

const unknown: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["embedding/tokenize", { inputs: ["a"], role: "query", colour: "red" }],
  ["embedding/embed", { inputs: ["a"], role: "query", colour: "red" }],
  ["embedding/models", { colour: "red" }],
  ["search/query", { query: "a", colour: "red" }],
  ["index/pause", { colour: "red" }],
  ["index/resume", { colour: "red" }],
  ["index/clear", { colour: "red" }],
];

async function expectNamed(
  subject: ServerSubject,
  method: string,
  params: unknown,
  key: string,
): Promise<void> {
  const what = `${method} with ${quoted(params)}`;
  const answer = await (await subject.session()).request(method, params, subject.options.loadMs);
  expectCode(answer, invalidParams, what);
  const message = answer.error?.message;
  if (typeof message !== "string" || !message.includes(key)) {
    fail(`the error of ${what} does not name ${key}: ${quoted(message)}`);
  }
}

export const parameterChecks: readonly ServerCheck[] = [
  {
    id: "ESP-PARAM-1",
    title: "takes params by name, and none as none",
    run: async (subject) => {
      const peer = await subject.session();
      const byPosition = await peer.request("embedding/tokenize", [["a"], "query"]);
      expectCode(byPosition, invalidParams, "embedding/tokenize with params by position");
      for (const none of [undefined, null]) await subject.result("embedding/models", none);
    },
  },
  {
    id: "ESP-PARAM-2",
    title: "names the path of the key that is wrong",
    run: async (subject) => {
      const methods = await subject.methods();
      for (const [method, params, key] of wrong) {
        if (methods.includes(method)) await expectNamed(subject, method, params, key);
      }
    },
  },
  {
    id: "ESP-PARAM-3",
    title: "names a key that it does not know",
    run: async (subject) => {
      const methods = await subject.methods();
      for (const [method, params] of unknown) {
        if (methods.includes(method)) await expectNamed(subject, method, params, "colour");
      }
    },
  },
];
