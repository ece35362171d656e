/** Language identifiers are those of the Language Server Protocol, where it has one. */
const byExtension: Readonly<Record<string, string>> = {
  astro: "astro",
  bash: "shellscript",
  bat: "bat",
  c: "c",
  cc: "cpp",
  cjs: "javascript",
  clj: "clojure",
  cpp: "cpp",
  cs: "csharp",
  css: "css",
  cts: "typescript",
  cxx: "cpp",
  dart: "dart",
  el: "elisp",
  erl: "erlang",
  ex: "elixir",
  exs: "elixir",
  fs: "fsharp",
  go: "go",
  gql: "graphql",
  graphql: "graphql",
  groovy: "groovy",
  h: "c",
  hpp: "cpp",
  hs: "haskell",
  htm: "html",
  html: "html",
  ini: "ini",
  ipynb: "json",
  java: "java",
  jl: "julia",
  js: "javascript",
  json: "json",
  jsonc: "jsonc",
  jsonl: "json",
  jsx: "javascriptreact",
  kt: "kotlin",
  kts: "kotlin",
  less: "less",
  lua: "lua",
  m: "objective-c",
  md: "markdown",
  mdx: "mdx",
  mjs: "javascript",
  ml: "ocaml",
  mm: "objective-cpp",
  mts: "typescript",
  nim: "nim",
  nix: "nix",
  php: "php",
  pl: "perl",
  pm: "perl",
  proto: "proto",
  ps1: "powershell",
  py: "python",
  pyi: "python",
  r: "r",
  rb: "ruby",
  rs: "rust",
  rst: "restructuredtext",
  sass: "sass",
  scala: "scala",
  scss: "scss",
  sh: "shellscript",
  sol: "solidity",
  sql: "sql",
  svelte: "svelte",
  swift: "swift",
  tex: "latex",
  tf: "terraform",
  toml: "toml",
  ts: "typescript",
  tsx: "typescriptreact",
  vue: "vue",
  wgsl: "wgsl",
  xml: "xml",
  yaml: "yaml",
  yml: "yaml",
  zig: "zig",
  zsh: "shellscript",
};

const byName: Readonly<Record<string, string>> = {
  "cmakelists.txt": "cmake",
  dockerfile: "dockerfile",
  gemfile: "ruby",
  makefile: "makefile",
  rakefile: "ruby",
};

/** Every language that a file's name can tell. */
export const languageNames: readonly string[] = [
  ...new Set([...Object.values(byExtension), ...Object.values(byName), "plaintext"]),
].sort();

/** The part after the last dot of the file's name, lower case; empty when there is none. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1);
}

/** What a language is called: by its identifier, or by an extension of its files. */
export function languageNamed(name: string): string | undefined {
  return byExtension[name] ?? languageNames.find((language) => language === name);
}

/** The language of a file by its name; `plaintext` when unknown. */
export function languageOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return byName[name] ?? byExtension[extensionOf(path)] ?? "plaintext";
}
