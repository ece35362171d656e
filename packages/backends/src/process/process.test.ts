import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel, testBackend } from "@isovec/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { bundledModel, subjectFor } from "../../test/subject.ts";
import { convertToOnnx } from "../convert/index.ts";

const python = process.env["ISOVEC_PYTHON"] ?? "python3";
const usable = spawnSync(python, ["-c", "import numpy, onnxruntime"]).status === 0;
const missing = usable ? "" : " (skipped: no python3 with onnxruntime; ISOVEC_PYTHON names one)";
const example = fileURLToPath(new URL("../../../../examples/python-onnx", import.meta.url));

describe.skipIf(!usable)(`the engine process${missing}`, () => {
  let folder: string;
  afterAll(async () => {
    if (folder !== undefined && existsSync(folder)) await rm(folder, { recursive: true });
  });

  async function subject() {
    folder = await mkdtemp(join(tmpdir(), "isovec-plugin-"));
    await cp(example, folder, { recursive: true });
    await convertToOnnx(await readModel(bundledModel), join(folder, "onnx"));
    const plugin = join(folder, "isovec-plugin.json");
    const manifest = JSON.parse(await readFile(plugin, "utf8")) as Record<string, unknown>;
    await writeFile(plugin, JSON.stringify({ ...manifest, command: python }));
    return subjectFor("process", { options: { plugin }, threads: 2 });
  }

  testBackend("over the Python example", subject, { describe, it, beforeAll, afterAll });
});
