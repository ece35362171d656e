import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { locateRuntime, locateServer, ServerNotFound } from "./server-location.ts";

const extension = join("/", "extensions", "isovec");
const bundled = join(extension, "node_modules", "@isovec", "server", "bin", "isovec.mjs");
const beside = join("/", "extensions", "server", "bin", "isovec.mjs");
const only =
  (...paths: string[]) =>
  (path: string): boolean =>
    paths.includes(path);

describe("locateServer", () => {
  it("takes the setting before everything else", () => {
    const location = locateServer("/opt/isovec.mjs", extension, only("/opt/isovec.mjs", bundled, beside));
    expect(location.module).toBe("/opt/isovec.mjs");
  });

  it("takes the bundled server before the one of a checkout", () => {
    expect(locateServer("", extension, only(bundled, beside)).module).toBe(bundled);
    expect(locateServer("", extension, only(beside)).module).toBe(beside);
  });

  it("does not fall back when the setting is wrong", () => {
    const locate = (): unknown => locateServer("/opt/gone.mjs", extension, only(bundled));
    expect(locate).toThrow(ServerNotFound);
    expect(locate).toThrow(/isovec\.server\.path names \/opt\/gone\.mjs, which does not exist/);
  });

  it("says what to do when there is no server", () => {
    expect(() => locateServer("", extension, only())).toThrow(/Install it with .* set isovec\.server\.path/);
  });
});

describe("locateRuntime", () => {
  it("is the editor's own unless the machine names another", () => {
    expect(locateRuntime("", "/editor/node", () => true)).toBe("/editor/node");
    expect(locateRuntime("/opt/node", "/editor/node", () => true)).toBe("/opt/node");
  });

  it("names the setting of one that is not there", () => {
    expect(() => locateRuntime("/opt/node", "/editor/node", () => false)).toThrow(
      /isovec\.server\.runtime names \/opt\/node, which does not exist/,
    );
  });
});
