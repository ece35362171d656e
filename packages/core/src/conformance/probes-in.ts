import { IsovecError } from "../errors/isovec-error.ts";
import type { ModelCard } from "../model/model-card.ts";
import { type ModelFiles, spelledPath } from "../model/model-files.ts";
import { readOptionalJson } from "../model/read-json.ts";
import { vectorSpaceOf } from "../model/vector-space.ts";
import { type ProbeSet, parseProbeSet, probesFile } from "./probe-set.ts";

/**
 * The probes among a model's files.
 * @returns undefined when there are none
 * @throws IsovecError `ModelCorrupt` when they are damaged or another model's.
 */
export async function probesIn(card: ModelCard, files: ModelFiles): Promise<ProbeSet | undefined> {
  const value = await readOptionalJson(files, probesFile);
  if (value === undefined) return undefined;
  const file = spelledPath(files, probesFile);
  const set = parseProbeSet(value, file);
  if (set.space === vectorSpaceOf(card).id) return set;
  throw new IsovecError("ModelCorrupt", `${file} holds the probes of another model than ${card.name}.`, {
    remedy: "Pack the model again, or delete the file.",
  });
}
