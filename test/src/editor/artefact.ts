import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../repository.ts";

/** Absolute path of a file that a run leaves behind for people to look at; none is committed. */
export function artefact(name: string): string {
  const folder = join(repository, "test/artefacts");
  mkdirSync(folder, { recursive: true });
  return join(folder, name);
}
