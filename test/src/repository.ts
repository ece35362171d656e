import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

function findRepository(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  // Sources and their built copies lie at different depths.
  while (!existsSync(join(folder, "turbo.json"))) folder = dirname(folder);
  return folder;
}

/** The root of this repository. */
export const repository: string = findRepository();

/** Reference checkpoints and vectors that stand beside the checkout on machines that have them. */
export const sharedModels: string = resolve(repository, "../shared/models");
export const sharedGolden: string = resolve(repository, "../shared/golden");

/** Tests that need the folder beside the checkout skip by this, and say so in their title. */
export const withShared: boolean = existsSync(sharedGolden) && existsSync(sharedModels);

/** The checkpoint that the repository itself carries. */
export const bundledModel: string = join(repository, "models/all-MiniLM-L6-v2");

/** The command line, built. */
export const isovec: string = join(repository, "packages/server/bin/isovec.mjs");

/** Data that the tests carry. */
export const fixtures: string = join(repository, "test/fixtures");
