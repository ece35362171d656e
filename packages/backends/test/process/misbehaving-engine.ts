import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EmbeddingBackend, padBatch, readModel, type TokenBackend, type TokenBatch } from "@isovec/core";
import { onTestFinished } from "vitest";
import { loadPlugin } from "../../src/process/load-plugin.ts";
import { writeRandomBert } from "../random-bert.ts";
import { temporaryFolder } from "../workspace.ts";
import { ManualClock } from "./manual-clock.ts";

export const misbehavingPlugin: string = fileURLToPath(new URL("./misbehaving-plugin.mjs", import.meta.url));

/** The misbehaving plugin, installed for a random model of 24 components. */
export interface InstalledPlugin {
  readonly folder: string;
  /** The model. */
  readonly directory: string;
  readonly manifest: string;
}

export async function installMisbehavingPlugin(): Promise<InstalledPlugin> {
  const folder = await temporaryFolder();
  const { directory } = await writeRandomBert(join(folder, "tiny"));
  const manifest = join(folder, "isovec-plugin.json");
  const program = { name: "misbehaving", command: process.execPath, args: [misbehavingPlugin] };
  await writeFile(manifest, JSON.stringify(program));
  return { folder, directory, manifest };
}

export interface MisbehavingEngine {
  readonly clock: ManualClock;
  readonly lines: readonly string[];
  /** Rejects as the engine refuses to load. */
  readonly loading: Promise<EmbeddingBackend>;
}

/** @param options what the plugin itself gets: see misbehaving-plugin.mjs */
export function startMisbehaving(
  { folder, directory, manifest }: InstalledPlugin,
  options: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): MisbehavingEngine {
  const clock = new ManualClock();
  const lines: string[] = [];
  const load = async (): Promise<EmbeddingBackend> => {
    const request = {
      cacheDirectory: folder,
      options: { plugin: manifest, options },
      ...(signal !== undefined && { signal }),
    };
    const surroundings = {
      clock,
      writeLog: (line: string) => void lines.push(line),
      pluginsDirectory: folder,
    };
    const backend = await loadPlugin(await readModel(directory), request, surroundings);
    onTestFinished(() => backend.dispose());
    return backend;
  };
  return { clock, lines, loading: load() };
}

/** The plugin with its model loaded, where it takes tokens. */
export async function misbehavingEngine(
  options: Readonly<Record<string, unknown>> = {},
): Promise<Omit<MisbehavingEngine, "loading"> & { readonly backend: TokenBackend }> {
  const { loading, ...engine } = startMisbehaving(await installMisbehavingPlugin(), options);
  return { ...engine, backend: (await loading) as TokenBackend };
}

/** One text. */
export const batch = (...ids: number[]): TokenBatch => padBatch([Int32Array.from(ids)], 0);
