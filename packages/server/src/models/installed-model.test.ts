import { defaultConfiguration } from "@isovec/core";
import { expect, it } from "vitest";
import { withInstalledModel } from "./installed-model.ts";

const base = { name: "all-MiniLM-L6-v2", directory: "/models/transformer" };
const adapter = { name: "all-MiniLM-L6-v2-code", directory: "/models/code" };
const table = { name: "all-MiniLM-L6-v2-static", directory: "/models/static" };

it("keeps to the transformer where its checkpoint is installed", () => {
  expect(withInstalledModel(defaultConfiguration, [base, adapter, table])).toEqual(defaultConfiguration);
});

it("computes by the static model where there is no other, unless somebody has chosen", () => {
  const lean = [{ ...base, directory: undefined }, { ...adapter, directory: undefined }, table];
  for (const bundled of [lean, [{ ...base, directory: undefined }, adapter, table]]) {
    expect(withInstalledModel(defaultConfiguration, bundled)).toMatchObject({
      model: "all-MiniLM-L6-v2-static",
      backend: "static",
    });
  }
  const chosen = { ...defaultConfiguration, backend: "http" };
  expect(withInstalledModel(chosen, lean)).toEqual(chosen);
});
