import { fail, quoted } from "../check.ts";
import { framed, frameOf, requestFrame } from "../frame.ts";
import {
  expectCode,
  refusedUnder,
  type ServerCheck,
  servesOn,
  staysSilent,
  unknownMethod,
} from "./server-subject.ts";

const parseError = -32700;
const invalidRequest = -32600;
const methodNotFound = -32601;

const noMessages: readonly (readonly [string, unknown, unknown])[] = [
  ["a batch", [{ jsonrpc: "2.0", id: 1, method: unknownMethod }], null],
  ["the number 42", 42, null],
  ["null", null, null],
  ["another version", { jsonrpc: "1.0", id: "version", method: unknownMethod }, "version"],
  ["a method that is no name", { jsonrpc: "2.0", id: "name", method: 3 }, "name"],
  ["an id that is an object", { jsonrpc: "2.0", id: {}, method: unknownMethod }, null],
  ["params that are text", { jsonrpc: "2.0", id: "params", method: unknownMethod, params: "x" }, "params"],
];

export const messageChecks: readonly ServerCheck[] = [
  {
    id: "ESP-MSG-1",
    title: "answers a body that is not JSON and serves on",
    run: async (subject) => {
      const peer = await subject.unloaded();
      for (const [what, body] of [
        ["a body that breaks off", "{"],
        ["an empty body", ""],
        ["a body that is not UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0x22])],
      ] as const) {
        await refusedUnder(peer, null, parseError, framed(body), what);
        await servesOn(peer, what);
      }
    },
  },
  {
    id: "ESP-MSG-2",
    title: "answers what is no JSON-RPC 2.0 message and serves on",
    run: async (subject) => {
      const peer = await subject.unloaded();
      for (const [what, message, id] of noMessages) {
        await refusedUnder(peer, id, invalidRequest, frameOf(message), what);
        await servesOn(peer, what);
      }
    },
  },
  {
    id: "ESP-MSG-3",
    title: "answers every request once, under its id",
    run: async (subject) => {
      const peer = await subject.session();
      const params = { inputs: ["one answer"], role: "query" };
      const asked = [
        ["embed-1", "embedding/embed", params],
        [9_000_001, "embedding/embed", params],
        ["9000002", "embedding/tokenize", params],
        [9_000_003, unknownMethod, {}],
        [9_000_004, "embedding/tokenize", { inputs: 3 }],
      ] as const;
      const before = peer.answers.length;
      await peer.write(Buffer.concat(asked.map(([id, method, sent]) => requestFrame(id, method, sent))));
      for (const [id, method] of asked) await peer.answerTo(id, `${method} under the id ${quoted(id)}`);
      await servesOn(peer, "several requests");
      const ids = peer.answers.slice(before, -1).map(({ id }) => id);
      if (ids.length !== asked.length) {
        fail(`${asked.length} requests were answered ${ids.length} times, under the ids ${quoted(ids)}`);
      }
    },
  },
  {
    id: "ESP-MSG-5",
    title: "says that it does not have a method",
    run: async (subject) => {
      const peer = await subject.unloaded();
      for (const method of [unknownMethod, "embedding/embed/", "$/none", "constructor"]) {
        expectCode(await peer.request(method, {}), methodNotFound, `the unknown method ${method}`);
      }
    },
  },
  {
    id: "ESP-MSG-6",
    title: "answers no notification",
    run: async (subject) => {
      const peer = await subject.unloaded();
      for (const [method, params] of [
        [unknownMethod, {}],
        ["$/none", {}],
        ["textDocument/didSave", { textDocument: null }],
        ["workspace/didChangeWatchedFiles", [1, 2]],
        ["embedding/embed", { inputs: 3 }],
      ] as const) {
        await staysSilent(peer, method, params);
      }
    },
  },
];
