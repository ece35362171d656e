import { spawnSync } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel } from "@isovec/core";
import { convertToOnnx } from "../../src/convert/index.ts";

const example = fileURLToPath(new URL("../../../../examples/python-onnx", import.meta.url));

/** A Python that has onnxruntime: ISOVEC_PYTHON, or the one on PATH. */
const python = process.env["ISOVEC_PYTHON"] ?? "python3";

export const hasPython: boolean = spawnSync(python, ["-c", "import numpy, onnxruntime"]).status === 0;

/** Of a test's title. */
export const withoutPython: string = hasPython
  ? ""
  : " (skipped: no python3 with onnxruntime; ISOVEC_PYTHON names one)";

/** The example as its README installs it. @returns the manifest, in a copy of the example's folder */
export async function installPythonExample(folder: string, model: string): Promise<string> {
  await cp(example, folder, { recursive: true });
  await convertToOnnx(await readModel(model), join(folder, "onnx"));
  const file = join(folder, "isovec-plugin.json");
  const manifest = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...manifest, command: python }));
  return file;
}
