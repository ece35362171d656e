import { folderFiles } from "../model/folder-files.ts";
import type { ModelCard } from "../model/model-card.ts";
import type { ProbeSet } from "./probe-set.ts";
import { probesIn } from "./probes-in.ts";

/**
 * The probes that lie in a folder: a packed model's own, or those made for a model and kept.
 * @returns undefined when the folder has none
 * @throws IsovecError `ModelCorrupt` when they are damaged or another model's.
 */
export async function readProbes(card: ModelCard, directory: string): Promise<ProbeSet | undefined> {
  return probesIn(card, folderFiles(directory));
}
