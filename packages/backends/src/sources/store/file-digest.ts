import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** What a hub says of a file's content: sha256 for what lies in git-lfs, otherwise the name of git's blob. */
export interface FileDigest {
  readonly algorithm: "sha256" | "git-sha1";
  /** Hex, lower case. */
  readonly hex: string;
}

/** As it comes in an ETag or in a listing: 64 digits are a sha256, 40 a git blob. */
export function digestFrom(text: string | undefined): FileDigest | undefined {
  const hex = text?.replace(/^W\//, "").replaceAll('"', "").toLowerCase() ?? "";
  if (/^[0-9a-f]{64}$/.test(hex)) return { algorithm: "sha256", hex };
  return /^[0-9a-f]{40}$/.test(hex) ? { algorithm: "git-sha1", hex } : undefined;
}

/**
 * Reads a file once for both.
 * @returns sha256 in hex, and whether the content is what the hub says
 */
export async function holdAgainst(
  file: string,
  bytes: number,
  expected: FileDigest,
): Promise<{ readonly sha256: string; readonly matches: boolean }> {
  const sha256 = createHash("sha256");
  // git hashes a header in front of the content (Pro Git, "Git Internals - Git Objects").
  const blob = createHash("sha1").update(`blob ${bytes}\0`);
  for await (const block of createReadStream(file, { highWaterMark: 1 << 20 })) {
    sha256.update(block as Buffer);
    if (expected.algorithm === "git-sha1") blob.update(block as Buffer);
  }
  const hex = sha256.digest("hex");
  return {
    sha256: hex,
    matches: expected.hex === (expected.algorithm === "sha256" ? hex : blob.digest("hex")),
  };
}
