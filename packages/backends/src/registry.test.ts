import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { findBackend } from "./find-backend.ts";
import { backendProviders } from "./registry.ts";

describe("the registry", () => {
  it("finds every provider by its id, each once", () => {
    for (const provider of backendProviders) expect(findBackend(provider.id)).toBe(provider);
    expect(new Set(backendProviders.map(({ id }) => id)).size).toBe(backendProviders.length);
  });

  it("is what the folders say", () => {
    const script = fileURLToPath(new URL("../../../scripts/generate-registry.mjs", import.meta.url));
    const { stderr, status } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });

  it("names every engine as its folder", () => {
    for (const { id } of backendProviders) {
      expect(existsSync(new URL(`./${id}/provider.ts`, import.meta.url)), id).toBe(true);
    }
  });

  it("names an unknown id and lists the known ones", () => {
    expect(() => findBackend("onx")).toThrowError(
      expect.objectContaining({
        name: "ConfigurationInvalid",
        message: expect.stringContaining('"onx"'),
        remedy: expect.stringContaining("onnx"),
      }),
    );
  });

  it("loads no native library and no encoder when it is imported", () => {
    const entry = new URL("../dist/index.js", import.meta.url).href;
    const script = `
      import { createRequire } from "node:module";
      await import(${JSON.stringify(entry)});
      console.log(Object.keys(createRequire(${JSON.stringify(entry)}).cache).join("\\n"));
    `;
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      encoding: "utf8",
    });
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/onnxruntime|protobufjs|llama/);
  });
});
