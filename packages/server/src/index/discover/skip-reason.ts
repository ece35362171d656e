/** Why a file is not in the index, in words that finish "left out: ". */
export const skipReasons = {
  binary: "a binary file",
  data: "more than 64 KiB of structured text, which is data",
  encoding: "text in an encoding that cannot be told with certainty",
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

/** A reason with what it rests on. */
export interface Skip {
  readonly reason: SkipReason;
  /** A short phrase for people: the name's pattern, the line, the offset. Never quotes what may be secret. */
  readonly evidence: string;
}
