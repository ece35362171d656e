import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The root of this repository. */
export const repository: string = fileURLToPath(new URL("../..", import.meta.url));

/** Reference checkpoints and vectors that stand beside the checkout on machines that have them. */
export const sharedModels: string = fileURLToPath(new URL("../../../shared/models/", import.meta.url));
export const sharedGolden: string = fileURLToPath(new URL("../../../shared/golden/", import.meta.url));

/** Tests that need the folder beside the checkout skip by this, and say so in their title. */
export const withShared: boolean = existsSync(sharedGolden) && existsSync(sharedModels);

/** The checkpoint that the repository itself carries. */
export const bundledModel: string = fileURLToPath(new URL("../../models/all-MiniLM-L6-v2/", import.meta.url));

/** The command line, built. */
export const isovec: string = fileURLToPath(new URL("../../packages/server/bin/isovec.mjs", import.meta.url));

/** Data that the tests carry. */
export const fixtures: string = fileURLToPath(new URL("../fixtures/", import.meta.url));
