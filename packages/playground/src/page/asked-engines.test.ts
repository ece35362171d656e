import { describe, expect, it } from "vitest";
import { askedEngines } from "./asked-engines.ts";

describe("the engines that the address asks for", () => {
  it("are all of them without a wish", () => {
    expect(askedEngines("")).toEqual({ engines: ["webgpu", "wasm", "static"] });
  });

  it("are the named ones, in the page's order", () => {
    expect(askedEngines("?engines=static,webgpu")).toEqual({ engines: ["webgpu", "static"] });
  });

  it("are all where one does not exist, which is said", () => {
    const { engines, objection } = askedEngines("?engines=wasm,cuda");
    expect(engines).toHaveLength(3);
    expect(objection).toContain("cuda");
  });
});
