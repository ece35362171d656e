import { createHash } from "node:crypto";

/** sha256 of a text in UTF-8, 32 bytes. */
export function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

/** The same in hexadecimal digits. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
