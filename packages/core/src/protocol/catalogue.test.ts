import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { notifications, requests } from "./catalogue.ts";
import { methods } from "./methods.ts";
import { pluginNotices, pluginReports, pluginRequests } from "./plugin-catalogue.ts";
import { pluginMethods } from "./plugin-methods.ts";

const ofPlugins = [...pluginRequests, ...pluginNotices, ...pluginReports];

describe("the catalogue of methods", () => {
  it("has every method once", () => {
    const listed = [...requests, ...notifications].map(({ method }) => method);
    expect(listed.toSorted()).toEqual(Object.values(methods).toSorted());
  });

  it("has every method of plugins once", () => {
    const listed = ofPlugins.map(({ method }) => method);
    expect(listed.toSorted()).toEqual(Object.values(pluginMethods).toSorted());
  });

  it.each([...requests, ...notifications, ...ofPlugins])(
    "$method: the example is as the schemas say",
    ({ params, result, example }) => {
      // As on the wire, where a key that is undefined is absent.
      const sent = JSON.parse(JSON.stringify(example)) as typeof example;
      expect(params.parse(sent.params)).toEqual(sent.params);
      if (result !== undefined) expect(result.parse(sent.result)).toEqual(sent.result);
    },
  );

  it("is what types, reference and JSON Schema were written from", () => {
    const script = fileURLToPath(new URL("../../../../scripts/generate-protocol.mjs", import.meta.url));
    const { stderr, status } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });
});
