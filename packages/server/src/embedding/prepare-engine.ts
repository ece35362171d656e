import { findBackend } from "@isovec/backends";
import type { Configuration } from "@isovec/core";

/** Lets the configured engine begin what every load needs, while the rest of the program is imported. */
export function prepareEngine({ backend }: Configuration): void {
  try {
    findBackend(backend).prepare?.();
  } catch {
    // Loading the engine says what is wrong with it.
  }
}
