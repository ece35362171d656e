import { spawnSync } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const example = fileURLToPath(new URL("../../../../examples/c-bert", import.meta.url));

export const hasCompiler: boolean = spawnSync("cc", ["--version"]).status === 0;

/** Compiles the example as its README says. @returns the manifest, in a copy of the example's folder */
export async function buildCExample(folder: string): Promise<string> {
  await cp(example, folder, { recursive: true });
  const args = ["-O3", "-march=native", "-o", "plugin", "plugin.c", "-lm"];
  const { status, stderr } = spawnSync("cc", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`cc ended with ${status}: ${stderr}`);
  return join(folder, "isovec-plugin.json");
}
