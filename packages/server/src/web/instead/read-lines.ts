import { IsovecError } from "@isovec/core";
import type { Lines } from "../../index/discover/read-lines.ts";

/** @throws IsovecError `InputInvalid`, always: whoever asks here has the text */
export async function readLines(_index: unknown, path: string): Promise<Lines> {
  throw new IsovecError(
    "InputInvalid",
    `${path} is not open, and a server in a browser reads no lines of files.`,
    {
      remedy: "Send what stands there as params.text.",
    },
  );
}
