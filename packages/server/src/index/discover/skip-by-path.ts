import { extensionOf } from "./language.ts";
import type { Skip, SkipReason } from "./skip-reason.ts";

/** Folders that hold what others wrote and tools installed, or what a tool remembers. */
export const vendoredFolders: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".tox",
  ".venv",
  "__pycache__",
  "bower_components",
  "jspm_packages",
  "node_modules",
  "site-packages",
]);

const binaryExtensions: ReadonlySet<string> = new Set(
  `7z a avi avif bin bmp bz2 class dll dylib eot exe flac gif gguf gz ico icns jar jpeg jpg lib mov mp3 mp4 node o
   obj odt ogg onnx otf parquet pdf png pt pth pyc rar safetensors so sqlite sqlite3 tar tgz tif tiff ttf vsix wasm
   wav webm webp woff woff2 xls xlsx xz zip zst`.split(/\s+/),
);

const lockFiles: ReadonlySet<string> = new Set([
  ".terraform.lock.hcl",
  "bun.lock",
  "bun.lockb",
  "cargo.lock",
  "cartfile.resolved",
  "composer.lock",
  "conan.lock",
  "deno.lock",
  "flake.lock",
  "gemfile.lock",
  "go.sum",
  "gradle.lockfile",
  "mix.lock",
  "module.bazel.lock",
  "npm-shrinkwrap.json",
  "package-lock.json",
  "package.resolved",
  "packages.lock.json",
  "pdm.lock",
  "pipfile.lock",
  "pixi.lock",
  "pnpm-lock.yaml",
  "podfile.lock",
  "poetry.lock",
  "pubspec.lock",
  "stack.yaml.lock",
  "uv.lock",
  "yarn.lock",
]);

/** Patterns of names, lower case, with how a person would say them. */
const names: readonly (readonly [SkipReason, string, RegExp])[] = [
  [
    "secret",
    "named like an environment file",
    /^(?:\.env(?:rc)?(?:\.(?!example$|sample$|template$|dist$|defaults$).*)?|.*\.env)$/,
  ],
  [
    "secret",
    "named like a key or a key store",
    /^(?:.*\.(?:pem|key|p8|p12|pfx|pkcs12|jks|keystore|kdbx|ppk|asc|gpg|ovpn)|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?)$/,
  ],
  [
    "secret",
    "named like credentials",
    /^(?:[._]netrc|\.pgpass|\.my\.cnf|\.htpasswd|\.pypirc|\.dockercfg|\.git-credentials|credentials(?:\.(?:json|ya?ml|xml|ini|toml|yml\.enc))?|client_secret.*\.json|service[-_]account.*\.json|secrets\.(?:json|ya?ml|toml)|\.vault[-_]pass(?:word)?|.*\.tfstate(?:\.backup)?)$/,
  ],
  ["minified", "named .min", /[.-]min\.(?:m?js|cjs|css)$/],
  ["minified", "a source map", /\.map$/],
  [
    "generated",
    "named like a compiler's output",
    /\.pb(?:\.gw|objc)?\.(?:go|cc|h|m|swift|rb|dart)$|\.pbobjc\.[hm]$|_pb2?(?:_grpc)?\.(?:pyi?|rb|js|d\.ts|ts)$|_grpc\.pb\.(?:go|cc|h)$|\.(?:g|freezed|mocks)\.dart$|\.(?:g|g\.i|designer)\.(?:cs|vb)$|^zz_generated\..*\.go$|(?:\.|_)generated\.\w+$/,
  ],
];

/** What a path alone tells. Paths are relative, with forward slashes. */
export function skipByPath(path: string): Skip | undefined {
  const segments = path.toLowerCase().split("/");
  const name = segments.pop() ?? "";
  if (name === ".git") return { reason: "vendored", evidence: "git's own" };
  const folder = segments.find((segment) => vendoredFolders.has(segment));
  if (folder !== undefined) return { reason: "vendored", evidence: `in a folder ${folder}` };
  const found = names.find(([, , pattern]) => pattern.test(name));
  if (found?.[0] === "secret") return { reason: "secret", evidence: found[1] };
  if (lockFiles.has(name)) return { reason: "lock", evidence: `named ${name}` };
  const extension = extensionOf(name);
  if (binaryExtensions.has(extension)) return { reason: "binary", evidence: `named .${extension}` };
  return found && { reason: found[0], evidence: found[1] };
}
