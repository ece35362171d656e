import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileOnDisk, type PackagedFile } from "./packaged-file.ts";
import { type LockedPackage, readFromRegistry } from "./registry-package.ts";
import type { ShippedPackage } from "./shipped-packages.ts";
import type { Target } from "./targets.ts";

/**
 * By operating system. Left out: CUDA and TensorRT, which no npm package brings; DirectML, which onnxruntime.dll loads
 * when asked to only and Isovec never asks; macOS's second copy of the library. dxcompiler and dxil are WebGPU's.
 */
const onnxruntimeFiles: Readonly<Record<string, readonly string[]>> = {
  linux: ["libonnxruntime.so.1", "onnxruntime_binding.node"],
  darwin: ["libonnxruntime.1.dylib", "onnxruntime_binding.node"],
  win32: ["dxcompiler.dll", "dxil.dll", "onnxruntime.dll", "onnxruntime_binding.node"],
};

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage & { readonly license: string }>>;
}

function onnxruntimeBinaries(machine: string, repository: string): PackagedFile[] {
  const [system = ""] = machine.split("/");
  return (onnxruntimeFiles[system] ?? []).map((name) => {
    const path = `node_modules/onnxruntime-node/bin/napi-v6/${machine}/${name}`;
    return fileOnDisk(path, join(repository, path));
  });
}

function libsqlBinary(
  name: string,
  repository: string,
  locked: LockedPackage,
  cache: string,
): PackagedFile[] {
  const folder = join(repository, "node_modules", name);
  const isInstalled = existsSync(folder);
  return ["index.node", "package.json"].map((file) => {
    const path = `node_modules/${name}/${file}`;
    if (isInstalled) return fileOnDisk(path, join(folder, file));
    return { path, read: () => readFromRegistry(name, file, locked, cache) };
  });
}

export interface NativeParts {
  readonly files: readonly PackagedFile[];
  /** The packages that hold nothing but a binary. */
  readonly packages: readonly ShippedPackage[];
}

/**
 * The native libraries of one target. All use Node-API, whose ABI holds for every version of Node.js and Electron.
 *
 * @param cache where archives of other platforms' packages are kept
 */
export function nativeParts(target: Target, repository: string, cache: string): NativeParts {
  const runtime = target.onnxruntime === undefined ? [] : onnxruntimeBinaries(target.onnxruntime, repository);
  if (target.libsql === undefined) return { files: runtime, packages: [] };
  const place = `node_modules/${target.libsql}`;
  const lockFile = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as LockFile;
  const locked = lockFile.packages[place];
  if (locked === undefined) throw new Error(`package-lock.json does not pin ${target.libsql}.`);
  const manifest = { name: target.libsql, version: locked.version, license: locked.license };
  return {
    files: [...runtime, ...libsqlBinary(target.libsql, repository, locked, cache)],
    packages: [{ manifest, folder: join(repository, place), place, needs: [], isOurs: false }],
  };
}
