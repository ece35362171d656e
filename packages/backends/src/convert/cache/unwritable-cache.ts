import { IsovecError } from "@isovec/core";

/** What the file system said of the cache folder, as a sentence; anything else as it is. */
export function unwritable(cache: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (IsovecError.is(error) || code === "") return error;
  return new IsovecError("BackendUnavailable", `The cache folder ${cache} cannot be written (${code}).`, {
    remedy: "Free some space or fix its permissions, or set another cache folder.",
    cause: error,
  });
}
