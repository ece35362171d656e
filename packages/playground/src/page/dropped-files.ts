/** More than a page should embed of one file. */
const largestBytes = 2_000_000;

export interface ReadFile {
  readonly name: string;
  readonly text: string;
}

export interface ReadFiles {
  readonly files: readonly ReadFile[];
  /** One sentence for each file that is left out. */
  readonly refusals: readonly string[];
}

/** Why a file is left out, or its text. */
async function readTextFile(file: File): Promise<{ readonly text: string } | { readonly reason: string }> {
  if (file.size > largestBytes) {
    return { reason: `it has ${(file.size / 1e6).toFixed(1)} MB, at most 2 are taken` };
  }
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return { reason: "it cannot be read; folders are not taken" };
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.includes("\0")) return { reason: "it is no text but binary" };
    if (text.trim() === "") return { reason: "it is empty" };
    return { text };
  } catch {
    return { reason: "it is not a text in UTF-8" };
  }
}

/** Reads files as text. Those that cannot be embedded are left out by name. */
export async function readTextFiles(given: Iterable<File>): Promise<ReadFiles> {
  const files: ReadFile[] = [];
  const refusals: string[] = [];
  // The list empties itself once the event is over.
  for (const file of [...given]) {
    const read = await readTextFile(file);
    if ("text" in read) files.push({ name: file.name, text: read.text });
    else refusals.push(`${file.name} is left out: ${read.reason}.`);
  }
  return { files, refusals };
}
