import { IsovecError, sha256OfBytes } from "@isovec/core/browser";

export interface ExpectedFile {
  readonly bytes: number;
  /** sha256 of the content, hex. */
  readonly sha256: string;
}

/** Told how much has come of how much. */
export type OnBytes = (done: number, total: number) => void;

const again = "Load the page again without the browser's cache, or build it again with `npm run playground`.";

async function answerOf(address: URL): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (error) {
    throw new IsovecError(
      "ModelNotFound",
      `${address.href} cannot be fetched: ${(error as Error).message}.`,
      {
        remedy: "See whether the page's server still runs, and load the page again.",
        cause: error,
      },
    );
  }
  if (response.ok && response.body !== null) return response;
  throw new IsovecError("ModelNotFound", `${address.href} answers with status ${response.status}.`, {
    remedy: "Build the page again with `npm run playground`.",
  });
}

/**
 * Fetches a file and holds it against its size and hash.
 * @throws IsovecError `ModelNotFound`, `ModelCorrupt`
 */
export async function fetchVerified(
  address: URL,
  { bytes: expected, sha256 }: ExpectedFile,
  onBytes: (done: number) => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await answerOf(address);
  const content = new Uint8Array(expected);
  let done = 0;
  try {
    for (const reader = response.body?.getReader(); ; ) {
      const { value } = (await reader?.read()) ?? {};
      if (value === undefined) break;
      if (done + value.length <= expected) content.set(value, done);
      done += value.length;
      onBytes(Math.min(done, expected));
    }
  } catch (error) {
    throw new IsovecError("ModelCorrupt", `${address.href} broke off: ${(error as Error).message}.`, {
      remedy: "Load the page again.",
      cause: error,
    });
  }
  if (done !== expected) {
    throw new IsovecError("ModelCorrupt", `${address.href} has ${done} bytes instead of ${expected}.`, {
      remedy: again,
    });
  }
  if ((await sha256OfBytes(content)) === sha256) return content;
  throw new IsovecError(
    "ModelCorrupt",
    `${address.href} does not have the sha256 that was written down for it.`,
    { remedy: again },
  );
}
