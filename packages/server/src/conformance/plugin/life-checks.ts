import { fail, quoted } from "../check.ts";
import { type PluginCheck, servesOn } from "./plugin-subject.ts";

export const lifeChecks: readonly PluginCheck[] = [
  {
    id: "PLUG-LIFE-1",
    title: "answers backend/health",
    run: async (subject) => {
      await servesOn(await subject.initialized(), "initialize");
      await servesOn((await subject.session()).peer, "backend/load");
    },
  },
  {
    id: "PLUG-FRAME-2",
    title: "writes messages and nothing else to standard output",
    run: async (subject) => {
      const { peer } = await subject.session();
      await peer.request("backend/health", { modelId: "größer als 𠀀" });
      if (peer.stray !== undefined) fail(`it wrote what is no message: ${peer.stray}`);
    },
  },
  {
    id: "PLUG-LIFE-3",
    title: "ends with exit code 0 on exit after shutdown",
    run: async (subject) => {
      const peer = await subject.initialized();
      await peer.request("shutdown");
      peer.notify("exit");
      const code = await peer.ended("exit");
      if (code !== 0) fail(`exit after shutdown ended it with exit code ${code}`);
    },
  },
  {
    id: "PLUG-LIFE-4",
    title: "ends when its standard input does",
    run: async (subject) => {
      const peer = await subject.initialized();
      peer.closeInput();
      await peer.ended("its standard input ended");
    },
  },
  {
    id: "PLUG-LIFE-2",
    title: "answers backend/unload and shutdown with null",
    run: async (subject) => {
      const { peer, loaded } = await subject.session();
      const { modelId } = loaded;
      for (const [method, sent] of [
        ["backend/unload", { modelId }],
        ["shutdown", {}],
      ] as const) {
        const { error, result } = await peer.request(method, sent);
        if (error !== undefined || result !== null)
          fail(`${method} was answered with ${quoted(error ?? result)}`);
      }
      peer.notify("exit");
      await peer.ended("exit");
    },
  },
];
