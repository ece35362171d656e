import type { Target } from "../targets.ts";

/** Whoever adds a package that cannot be bundled adds it here, and has thought of its size and licence. */
const everywhere: readonly string[] = [
  "@cursorless/tree-sitter-wasms",
  "@isovec/model-all-minilm-l6-v2-static",
  "@isovec/server",
  "@neon-rs/load",
  "detect-libc",
  "libsql",
  "undici",
  "web-tree-sitter",
];

const withTransformer: readonly string[] = [
  "@isovec/model-all-minilm-l6-v2",
  "@isovec/model-all-minilm-l6-v2-code",
  "onnxruntime-common",
  "onnxruntime-node",
];

/** The packages that a target's extension may hold in its node_modules: these and no others, sorted. */
export function shippedPackageNames({ onnxruntime, libsql, isWeb = false }: Target): string[] {
  if (isWeb) return [];
  return [
    ...everywhere,
    ...(onnxruntime === undefined ? [] : withTransformer),
    ...(libsql === undefined ? [] : [libsql]),
  ].sort();
}
