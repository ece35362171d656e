import { IsovecError } from "@isovec/core";

function refused(): IsovecError {
  return new IsovecError("InputInvalid", "A server in a browser writes and reads no packs.", {
    remedy: "Run `isovec index --export` on a machine.",
  });
}

/** @throws IsovecError `InputInvalid`, always */
export async function exportPack(): Promise<never> {
  throw refused();
}

/** @throws IsovecError `InputInvalid`, always */
export async function importPack(): Promise<never> {
  throw refused();
}
