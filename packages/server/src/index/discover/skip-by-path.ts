import { extensionOf } from "./language.ts";
import type { SkipReason } from "./skip-reason.ts";

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
  "bun.lock",
  "bun.lockb",
  "cargo.lock",
  "composer.lock",
  "flake.lock",
  "gemfile.lock",
  "go.sum",
  "gradle.lockfile",
  "mix.lock",
  "npm-shrinkwrap.json",
  "package-lock.json",
  "packages.lock.json",
  "pipfile.lock",
  "pnpm-lock.yaml",
  "podfile.lock",
  "poetry.lock",
  "pubspec.lock",
  "uv.lock",
  "yarn.lock",
]);

const secret: RegExp =
  /^(?:\.env(?:\.(?!example$|sample$|template$|dist$|defaults$).*)?|.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc)|id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|_netrc|\.pgpass|\.htpasswd|\.pypirc|\.git-credentials|credentials(?:\.json)?|.*\.tfstate)$/;

const minified: RegExp = /[.-]min\.(?:m?js|cjs|css)$|\.map$/;

const generated: RegExp =
  /\.(?:pb\.go|pb\.cc|pb\.h|g\.dart|freezed\.dart|designer\.cs|g\.cs)$|_pb2(?:_grpc)?\.pyi?$/;

/** What a path alone tells. Paths are relative, with forward slashes. */
export function skipByPath(path: string): SkipReason | undefined {
  const segments = path.toLowerCase().split("/");
  const name = segments.pop() ?? "";
  if (segments.some((segment) => vendoredFolders.has(segment))) return "vendored";
  if (secret.test(name)) return "secret";
  if (lockFiles.has(name)) return "lock";
  if (binaryExtensions.has(extensionOf(name))) return "binary";
  if (minified.test(name)) return "minified";
  if (generated.test(name)) return "generated";
  return undefined;
}
