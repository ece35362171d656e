/** A kind of machine that a package is made for. */
export interface Target {
  /** As VS Code spells it, or `universal`: no native code, for every machine that has no package of its own. */
  readonly name: string;
  /** Where onnxruntime-node keeps the binaries for it, below `bin/napi-v6`. */
  readonly onnxruntime?: string;
  /** The npm package with libsql's binary for it. Without one, the index is kept by Node's own SQLite. */
  readonly libsql?: string;
  /** Whether it is for editors in a browser, where there is no Node: another server, in a worker. */
  readonly isWeb?: boolean;
}

export const targets: readonly Target[] = [
  { name: "linux-x64", onnxruntime: "linux/x64", libsql: "@libsql/linux-x64-gnu" },
  { name: "linux-arm64", onnxruntime: "linux/arm64", libsql: "@libsql/linux-arm64-gnu" },
  { name: "win32-x64", onnxruntime: "win32/x64", libsql: "@libsql/win32-x64-msvc" },
  { name: "win32-arm64", onnxruntime: "win32/arm64" },
  { name: "darwin-arm64", onnxruntime: "darwin/arm64", libsql: "@libsql/darwin-arm64" },
  { name: "universal" },
  { name: "web", isWeb: true },
];

/** @throws Error that names the targets there are */
export function findTarget(name: string): Target {
  const target = targets.find((candidate) => candidate.name === name);
  if (target !== undefined) return target;
  throw new Error(`There is no target ${name}. There are: ${targets.map((each) => each.name).join(", ")}.`);
}
