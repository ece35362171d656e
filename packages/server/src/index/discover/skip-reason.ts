/** Why a file is not in the index, in words that finish "left out: ". */
export const skipReasons = {
  binary: "a binary file",
  data: "more than 64 KiB of structured text, which is data",
  generated: "generated code",
  ignored: "named by .isovecignore",
  large: "larger than 1 MiB",
  lock: "a lock file",
  minified: "minified",
  "not-a-file": "neither a file nor a folder",
  repository: "another work tree of a repository",
  secret: "it may hold secrets",
  "symbolic-link": "a symbolic link, which is not followed",
  vendored: "installed packages",
} as const;

export type SkipReason = keyof typeof skipReasons;
