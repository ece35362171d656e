import { expect, it } from "vitest";
import { configured } from "./configured.ts";

it("takes what is set, and leaves to isovec.json what is not", () => {
  const settings = {
    model: "",
    backend: "static",
    backendOptions: {},
    threads: null,
    indexMegabytes: 100,
    server: { path: "/isovec.mjs" },
    // The editor's section comes with its own methods.
    get: () => undefined,
  };
  expect(configured(settings)).toEqual({ backend: "static", indexMegabytes: 100 });
});
