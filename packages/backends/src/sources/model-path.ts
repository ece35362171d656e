import { IsovecError } from "@isovec/core";

/** Formats whose loading runs whatever code they hold (Python's pickle). They are never fetched, carried or read. */
const pickles = /\.(?:bin|pt|pth|pkl|pickle|ckpt|joblib)$/i;

export function isPickle(path: string): boolean {
  return pickles.test(path);
}

/** Names that Windows keeps for devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Whether a path from outside stays inside of the folder it is put into, on every platform: relative, forward slashes, none
 * of it `..`, no drive, no stream, no control characters.
 */
export function isSafePath(path: string): boolean {
  return (
    path.length <= 200 &&
    path
      .split("/")
      .every(
        (part) =>
          /^[A-Za-z0-9_.][\w .+-]*$/.test(part) && !/^\.\.?$|[. ]$/.test(part) && !reserved.test(part),
      )
  );
}

/** @throws IsovecError `ModelCorrupt` for a path that would leave the folder, and for a pickle */
export function assertSafePath(path: string, source: string): void {
  if (isPickle(path)) {
    throw new IsovecError(
      "ModelCorrupt",
      `${source} holds ${path}, which could run code when it is loaded.`,
      {
        remedy: "Only safetensors, ONNX and JSON files are taken.",
      },
    );
  }
  if (isSafePath(path)) return;
  throw new IsovecError(
    "ModelCorrupt",
    `${source} names ${JSON.stringify(path)}, which is no path inside of a model folder.`,
    {
      remedy: "Nothing of it was written; get the model from where you trust.",
    },
  );
}
