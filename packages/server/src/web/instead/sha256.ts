import { sha256OfText } from "@isovec/core/browser";

export const sha256Hex: (text: string) => string = sha256OfText;

/** sha256 of a text in UTF-8, 32 bytes. */
export function sha256(text: string): Uint8Array {
  return Uint8Array.from(sha256OfText(text).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
