import { existsSync, realpathSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findBackend } from "@isovec/backends";
import { IsovecError, readModel } from "@isovec/core";
import { writeRandomBert } from "./random-bert.ts";

/** Chromium brings SwiftShader, a Vulkan driver in software; Debian keeps both in one folder. */
const softwareDriver: string | undefined = ["/usr/lib/chromium/chromium", "/usr/bin/chromium"]
  .filter((program) => existsSync(program))
  .map((program) => join(dirname(realpathSync(program)), "vk_swiftshader_icd.json"))
  .find((file) => existsSync(file));

async function reasonAgainst(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "isovec-webgpu-"));
  try {
    const { directory } = await writeRandomBert(join(folder, "tiny"));
    const options = { cacheDirectory: join(folder, "cache") };
    const backend = await findBackend("webgpu").load(await readModel(directory), options);
    await backend.dispose();
    return "";
  } catch (error) {
    if (IsovecError.is(error) && error.message.includes("no graphics adapter")) return error.message;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tryAdapters(): Promise<string> {
  const reason = await reasonAgainst();
  if (reason === "" || softwareDriver === undefined || process.env["VK_DRIVER_FILES"] !== undefined)
    return reason;
  process.env["VK_DRIVER_FILES"] = softwareDriver;
  return reasonAgainst();
}

/**
 * Ends the title of a group of tests, so that a skipped one says why; empty where WebGPU works. The machine's own card
 * is tried first, then SwiftShader, which is then in use for the test file.
 */
export async function unlessAdapter(): Promise<string> {
  const reason = await tryAdapters();
  return reason === "" ? "" : ` (skipped: ${reason})`;
}
