import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createEmbedder,
  createTokenizer,
  formatProbeSet,
  type ModelCard,
  type Probe,
  probesFile,
  probeTexts,
  vectorSpaceOf,
} from "@isovec/core";
import { StaticBackend } from "../static/static-backend.ts";
import type { TokenTable } from "../static/token-table.ts";

/**
 * What every engine over the table is held against, wherever it runs: the vectors of the machine that distilled it. The
 * table has no reference besides. They show a damaged table, and a runtime whose Unicode tables split words elsewhere.
 */
export async function writeStaticProbes(card: ModelCard, table: TokenTable): Promise<void> {
  const embedder = createEmbedder({
    card,
    tokenizer: createTokenizer(card),
    backend: new StaticBackend(table),
  });
  const probes: Probe[] = [];
  for (const probe of probeTexts) {
    const { vectors } = await embedder.embed([probe.text], { role: probe.role });
    // A text without tokens has the zero vector, which has no direction to hold another against.
    if (vectors.every((component) => component === 0)) continue;
    const [tokenized] = await embedder.tokenize([probe.text], probe.role);
    probes.push({ ...probe, ids: tokenized?.ids ?? [], vector: vectors });
  }
  await writeFile(
    join(card.directory, probesFile),
    formatProbeSet({ space: vectorSpaceOf(card).id, probes, candidates: [] }),
  );
}
