import { open } from "node:fs/promises";
import { IsovecError } from "@isovec/core";

const pointerStart = "version https://git-lfs.github.com/spec/";

function page(what: string, host: string): IsovecError {
  return new IsovecError("ModelCorrupt", `${host} answered with a web page in place of ${what}.`, {
    remedy:
      "A proxy or a login page is in between: open the hub's address in a browser, or check hubUrl, HF_ENDPOINT and HTTPS_PROXY.",
  });
}

function pointer(what: string, host: string): IsovecError {
  return new IsovecError("ModelCorrupt", `${host} gave a git-lfs pointer in place of ${what}.`, {
    remedy:
      "The mirror has copied the repository without its large files: run `git lfs pull` there, or ask another hub.",
  });
}

/** A web page in place of a model file, by its announced type. */
export function pageByType(
  what: string,
  host: string,
  header: (name: string) => string | undefined,
): IsovecError | undefined {
  return /^text\/html\b/i.test(header("content-type") ?? "") ? page(what, host) : undefined;
}

/** What a file that is not what it should be is instead, by how it begins: a web page, a git-lfs pointer. */
export async function wrongBeginning(
  what: string,
  host: string,
  file: string,
): Promise<IsovecError | undefined> {
  const handle = await open(file, "r").catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    const text = buffer.toString("latin1", 0, bytesRead);
    if (text.startsWith(pointerStart)) return pointer(what, host);
    return /^\s*<(?:!doctype\s+html|html|head|body)/i.test(text) ? page(what, host) : undefined;
  } finally {
    await handle.close();
  }
}
