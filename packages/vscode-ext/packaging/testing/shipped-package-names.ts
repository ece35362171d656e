import type { Target } from "../targets.ts";

/** Whoever adds a dependency to the server adds it here, and has thought of its size and licence. */
const everywhere: readonly string[] = [
  "@cursorless/tree-sitter-wasms",
  "@huggingface/tokenizers",
  "@isovec/backends",
  "@isovec/core",
  "@isovec/model-all-minilm-l6-v2-static",
  "@isovec/server",
  "@modelcontextprotocol/core",
  "@modelcontextprotocol/server",
  "@neon-rs/load",
  "chardet",
  "commander",
  "detect-libc",
  "ignore",
  "is-any-array",
  "libsql",
  "long",
  "ml-array-max",
  "ml-array-min",
  "ml-array-rescale",
  "ml-matrix",
  "modern-tar",
  "picocolors",
  "postgres",
  "protobufjs",
  "re2js",
  "reflect-metadata",
  "tslib",
  "tsyringe",
  "undici",
  "vscode-jsonrpc",
  "vscode-languageserver",
  "vscode-languageserver-protocol",
  "vscode-languageserver-textdocument",
  "vscode-languageserver-types",
  "web-tree-sitter",
  "zod",
];

const withTransformer: readonly string[] = [
  "@isovec/model-all-minilm-l6-v2",
  "onnxruntime-common",
  "onnxruntime-node",
];

/** The packages that a target's extension may hold in its node_modules: these and no others, sorted. */
export function shippedPackageNames({ onnxruntime, libsql }: Target): string[] {
  return [
    ...everywhere,
    ...(onnxruntime === undefined ? [] : withTransformer),
    ...(libsql === undefined ? [] : [libsql]),
  ].sort();
}
