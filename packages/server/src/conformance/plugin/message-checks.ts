import { fail, quoted } from "../check.ts";
import { notificationFrame, requestFrame } from "../frame.ts";
import type { WireError } from "../wire-peer.ts";
import { embedParams, samples } from "./embed-request.ts";
import { expectError, type PluginCheck, servesOn } from "./plugin-subject.ts";

const methodNotFound = -32601;
const cancelled = -32800;
const unknown = "conformance/none";
const trace = /\n\s*at .+|\bat [^\n]+:\d+:\d+|Traceback \(|File "[^"]+", line \d+/;

export const messageChecks: readonly PluginCheck[] = [
  {
    id: "PLUG-FRAME-1",
    title: "reads messages in pieces, several at once, and counts bytes",
    run: async (subject) => {
      const peer = await subject.fresh();
      const params = { ...subject.greeting(), note: "größer als 𠀀" };
      const first = requestFrame(1_000_001, "initialize", params);
      for (let at = 0; at < first.length; at += 7) await peer.write(first.subarray(at, at + 7));
      await peer.answerTo(1_000_001, "initialize in pieces of 7 bytes", subject.options.loadMs);
      const health = { modelId: "größer" };
      await peer.write(
        Buffer.concat([2, 3].map((id) => requestFrame(1_000_000 + id, "backend/health", health))),
      );
      for (const id of [1_000_002, 1_000_003]) await peer.answerTo(id, "one of two requests in one piece");
    },
  },
  {
    id: "PLUG-MSG-1",
    title: "answers every request once, under its id, with a result or an error",
    run: async (subject) => {
      const session = await subject.session();
      const { peer } = session;
      const before = peer.answers.length;
      const encoding = session.capabilities.encodings[0] ?? "base64";
      const asked = [0, 1, 2].map((at) => {
        const params = embedParams(session, samples(subject).slice(at, at + 1), encoding);
        return [2_000_000 + at, "backend/embed", params] as const;
      });
      const all = [
        ...asked,
        [2_000_003, unknown, {}],
        [2_000_004, "backend/health", { modelId: "x" }],
      ] as const;
      await peer.write(Buffer.concat(all.map(([id, method, params]) => requestFrame(id, method, params))));
      for (const [id, method] of all) {
        const answer = await peer.answerTo(id, method, subject.options.loadMs);
        if ("result" in answer === "error" in answer) fail(`${method} was answered with ${quoted(answer)}`);
        if (answer.error === undefined) continue;
        const { code, message } = (answer.error ?? {}) as WireError;
        if (!Number.isInteger(code) || typeof message !== "string" || message === "") {
          fail(`the error of ${method} has no integer code and message: ${quoted(answer.error)}`);
        }
      }
      await servesOn(peer, "several requests");
      const ids = peer.answers.slice(before, -1).map(({ id }) => id);
      if (ids.length !== all.length) {
        fail(`${all.length} requests were answered ${ids.length} times, under the ids ${quoted(ids)}`);
      }
    },
  },
  {
    id: "PLUG-MSG-2",
    title: "says that it does not have a method, and passes over notifications",
    run: async (subject) => {
      const peer = await subject.initialized();
      const what = `the unknown method ${unknown}`;
      expectError(await peer.request(unknown, {}), what, methodNotFound);
      const before = peer.answers.length;
      for (const method of [unknown, "$/none"]) await peer.write(notificationFrame(method, {}));
      await servesOn(peer, "notifications that it does not know");
      const strays = peer.answers.slice(before, -1);
      if (strays.length > 0) fail(`a notification that it does not know was answered: ${quoted(strays[0])}`);
    },
  },
  {
    id: "PLUG-MSG-3",
    title: "gives no stack traces in errors",
    run: async (subject) => {
      const session = await subject.session();
      const { peer } = session;
      for (const [method, params] of [
        [unknown, {}],
        ["backend/embed", { modelId: "no-such-model", encoding: "base64", lengths: [1], ids: "AQAAAA==" }],
        ["backend/embed", {}],
      ] as const) {
        const { error } = await peer.request(method, params);
        const found = trace.exec(String(error?.message))?.[0];
        if (found !== undefined) fail(`the error of ${method} carries a stack trace: ${quoted(found)}`);
      }
    },
  },
  {
    id: "PLUG-CANCEL-1",
    title: "answers a cancelled request once",
    run: async (subject) => {
      const session = await subject.session();
      const { peer } = session;
      const id = peer.unusedId();
      const params = embedParams(session, samples(subject), session.capabilities.encodings[0] ?? "base64");
      await peer.write(
        Buffer.concat([
          requestFrame(id, "backend/embed", params),
          notificationFrame("$/cancelRequest", { id }),
          notificationFrame("$/cancelRequest", { id: 3_000_000 }),
        ]),
      );
      const { error } = await peer.answerTo(id, "a cancelled backend/embed", subject.options.loadMs);
      if (error !== undefined && error.code !== cancelled)
        fail(`a cancelled request ended with ${quoted(error)}`);
      await peer.write(notificationFrame("$/cancelRequest", { id }));
      const before = peer.answers.length;
      await servesOn(peer, "a cancel of what is not under way");
      if (peer.answers.length > before + 1) {
        fail(`a cancel was answered with ${quoted(peer.answers[before])}`);
      }
    },
  },
];
