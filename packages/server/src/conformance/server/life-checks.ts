import { fail, quoted } from "../check.ts";
import { announced, expectCode, initializeParams, type ServerCheck, servesOn } from "./server-subject.ts";

const notInitialized = -32002;
const invalidRequest = -32600;
const invalidParams = -32602;

export const lifeChecks: readonly ServerCheck[] = [
  {
    id: "ESP-LIFE-1",
    title: "awaits initialize",
    run: async (subject) => {
      const peer = await subject.fresh();
      const params = { inputs: ["a"], role: "query" };
      expectCode(
        await peer.request("embedding/embed", params),
        notInitialized,
        "a request before initialize",
      );
      const { error } = await peer.request("initialize", initializeParams());
      if (error !== undefined) fail(`initialize after an early request was answered with ${quoted(error)}`);
    },
  },
  {
    id: "ESP-LIFE-2",
    title: "announces the protocol's version and its methods",
    run: async (subject) => {
      const peer = await subject.unloaded();
      const server = announced(peer.answers[0]?.result);
      if (server?.version !== "1.0") fail(`the version announced is ${quoted(server?.version)}`);
      for (const method of ["embedding/embed", "embedding/tokenize", "embedding/models"]) {
        if (!server.methods?.includes?.(method)) fail(`${method} is not among ${quoted(server.methods)}`);
      }
    },
  },
  {
    id: "ESP-LIFE-3",
    title: "takes one initialize",
    run: async (subject) => {
      const peer = await subject.unloaded();
      const second = await peer.request("initialize", initializeParams());
      expectCode(second, invalidRequest, "a second initialize");
      await servesOn(peer, "a second initialize");
    },
  },
  {
    id: "ESP-LIFE-4",
    title: "refuses initialize with wrong params and takes a better one",
    run: async (subject) => {
      const peer = await subject.fresh();
      const params = { ...initializeParams(), capabilities: 3 };
      const wrong = await peer.request("initialize", params, subject.options.loadMs);
      expectCode(wrong, invalidParams, "initialize with a number for capabilities");
      const { error } = await peer.request("initialize", initializeParams());
      if (error !== undefined) fail(`a better initialize was answered with ${quoted(error)}`);
    },
  },
  {
    id: "ESP-LIFE-5",
    title: "takes nothing after shutdown",
    run: async (subject) => {
      const peer = await subject.initialized();
      const { error } = await peer.request("shutdown");
      if (error !== undefined) fail(`shutdown was answered with ${quoted(error)}`);
      const params = { inputs: ["a"], role: "query" };
      expectCode(await peer.request("embedding/embed", params), invalidRequest, "a request after shutdown");
    },
  },
  {
    id: "ESP-LIFE-6",
    title: "ends on exit, with 0 after shutdown and 1 otherwise",
    run: async (subject) => {
      for (const [wanted, asked] of [
        [0, true],
        [1, false],
      ] as const) {
        const peer = await subject.initialized();
        if (asked) await peer.request("shutdown");
        peer.notify("exit");
        const when = asked ? "exit after shutdown" : "exit without shutdown";
        const code = await peer.ended(when);
        if (code !== wanted) fail(`${when} ended it with exit code ${code}, not ${wanted}`);
      }
    },
  },
  {
    id: "ESP-LIFE-7",
    title: "ends when its input does",
    run: async (subject) => {
      const peer = await subject.initialized();
      peer.closeInput();
      await peer.ended("its input ended");
    },
  },
];
