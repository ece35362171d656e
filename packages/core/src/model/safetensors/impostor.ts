/**
 * Names what a file is that lies in place of the weights.
 * @param start its first bytes
 * @returns a sentence on the way out, undefined when it looks like nothing known
 */
export function impostor(start: Uint8Array): string | undefined {
  const text = Array.from(start, (byte) => String.fromCharCode(byte)).join("");
  if (text.startsWith("version https://git-lfs")) {
    return "It is a git-lfs pointer: run `git lfs pull` where the model came from.";
  }
  if (/^\s*<(!doctype|html)/i.test(text))
    return "It is a web page, probably a download's error message: fetch the model again.";
  // A zip archive, torch's container since 1.6, or the protocol's number that older pickles begin with.
  if (text.startsWith("PK\x03\x04") || (start[0] === 0x80 && start[1] !== undefined && start[1] <= 5)) {
    return "It is a pickle, which could run code when loaded and is never read: save the model as safetensors.";
  }
  if (text.startsWith("GGUF")) return "It is a GGUF file: name the folder of the original checkpoint.";
  return undefined;
}
