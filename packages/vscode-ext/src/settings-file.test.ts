import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { settingsOptions } from "./settings-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "isovec-settings-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("writes what is set into a file that only its owner reads", () => {
  const [option, file = ""] = settingsOptions({ backend: "static" }, join(folder, "storage"));
  expect(option).toBe("--config");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ backend: "static" });
  if (process.platform !== "win32") expect(statSync(file).mode & 0o077).toBe(0);
});

it("leaves the file of other settings alone", () => {
  const [, first] = settingsOptions({ backend: "static" }, folder);
  const [, second] = settingsOptions({ backend: "onnx" }, folder);
  expect(second).not.toBe(first);
  expect(readdirSync(folder)).toHaveLength(2);
});

it("says nothing where nothing is set", () => {
  expect(settingsOptions({}, folder)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});
