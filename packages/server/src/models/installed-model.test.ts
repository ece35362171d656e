import { defaultConfiguration } from "@isovec/core";
import { expect, it } from "vitest";
import { withInstalledModel } from "./installed-model.ts";

const transformer = { name: "all-MiniLM-L6-v2", directory: "/models/transformer" };
const table = { name: "all-MiniLM-L6-v2-static", directory: "/models/static" };

it("keeps to the transformer where its checkpoint is installed", () => {
  expect(withInstalledModel(defaultConfiguration, [transformer, table])).toEqual(defaultConfiguration);
});

it("computes by the static model where there is no other, unless somebody has chosen", () => {
  const lean = [{ ...transformer, directory: undefined }, table];
  expect(withInstalledModel(defaultConfiguration, lean)).toMatchObject({
    model: "all-MiniLM-L6-v2-static",
    backend: "static",
  });
  const chosen = { ...defaultConfiguration, backend: "http" };
  expect(withInstalledModel(chosen, lean)).toEqual(chosen);
});
