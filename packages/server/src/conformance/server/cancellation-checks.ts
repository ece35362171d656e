import { fail, quoted } from "../check.ts";
import { notificationFrame, requestFrame } from "../frame.ts";
import { expectCode, type ServerCheck, servesOn, staysSilent } from "./server-subject.ts";

const cancelled = -32800;
const overloaded = 1008;
const pipelined = 2000;
const method = "$/cancelRequest";

export const cancellationChecks: readonly ServerCheck[] = [
  {
    id: "ESP-CANCEL-1",
    title: "ends a cancelled request with -32800",
    run: async (subject) => {
      const peer = await subject.session();
      const inputs = Array.from({ length: 2000 }, (_, index) => `text number ${index} `.repeat(40));
      const id = "to be cancelled";
      await peer.write(
        Buffer.concat([
          requestFrame(id, "embedding/embed", { inputs, role: "document" }),
          notificationFrame(method, { id }),
        ]),
      );
      const what = "embedding/embed of 2,000 texts that was cancelled at once";
      expectCode(await peer.answerTo(id, what, subject.options.loadMs), cancelled, what);
      await servesOn(peer, "a cancelled request");
      const { length } = peer.answersTo(id);
      if (length > 1) fail(`${what} was answered ${length} times`);
    },
  },
  {
    id: "ESP-CANCEL-2",
    title: "passes over a cancel of what is not under way",
    run: async (subject) => {
      const peer = await subject.session();
      const id = peer.unusedId();
      await peer.write(requestFrame(id, "embedding/tokenize", { inputs: ["a"], role: "query" }));
      await peer.answerTo(id, "embedding/tokenize");
      for (const params of [{ id }, { id: "never asked" }, {}, { id: {} }, undefined]) {
        await staysSilent(peer, method, params);
      }
    },
  },
  {
    id: "ESP-LOAD-1",
    title: `answers ${pipelined} requests that are sent at once`,
    run: async (subject) => {
      const peer = await subject.session();
      const ids = Array.from({ length: pipelined }, (_, index) => `pipelined ${index}`);
      const params = { inputs: ["a"], role: "query" };
      await peer.write(Buffer.concat(ids.map((id) => requestFrame(id, "embedding/tokenize", params))));
      await servesOn(peer, `${pipelined} requests`);
      for (const id of ids) {
        const { error } = await peer.answerTo(id, `one of ${pipelined} requests`);
        if (error === undefined) continue;
        const { retryable } = (error.data ?? {}) as { retryable?: unknown };
        if (error.code !== overloaded || retryable !== true) {
          fail(`one of ${pipelined} requests was answered with ${quoted(error)}`);
        }
      }
    },
  },
];
