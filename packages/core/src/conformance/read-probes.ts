import { join } from "node:path";
import { IsovecError } from "../errors/isovec-error.ts";
import type { ModelCard } from "../model/model-card.ts";
import { readOptionalJson } from "../model/read-json.ts";
import { vectorSpaceOf } from "../model/vector-space.ts";
import { type ProbeSet, parseProbeSet, probesFile } from "./probe-set.ts";

/**
 * The probes that lie in a folder: a packed model's own, or those made for a model and kept.
 * @returns undefined when the folder has none
 * @throws IsovecError `ModelCorrupt` when they are damaged or another model's.
 */
export async function readProbes(card: ModelCard, directory: string): Promise<ProbeSet | undefined> {
  const value = await readOptionalJson(directory, probesFile);
  if (value === undefined) return undefined;
  const file = join(directory, probesFile);
  const set = parseProbeSet(value, file);
  if (set.space === vectorSpaceOf(card).id) return set;
  throw new IsovecError("ModelCorrupt", `${file} holds the probes of another model than ${card.name}.`, {
    remedy: "Pack the model again, or delete the file.",
  });
}
