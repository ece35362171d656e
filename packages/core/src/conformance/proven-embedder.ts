import type { Embeddings, EmbedOptions, TextEmbedder, TokenizedInput } from "../embedder/text-embedder.ts";
import type { Role } from "../model/model-card.ts";
import type { VectorSpace } from "../model/vector-space.ts";
import type { ProbeSet } from "./probe-set.ts";
import { assertProbesPassed, ProbeRun } from "./run-probes.ts";

/**
 * An engine that is held against the reference before it answers: its vectors of single texts when it is loaded, those
 * of texts together before the first batch. Whoever only asks questions waits for half of it.
 */
export class ProvenEmbedder implements TextEmbedder {
  readonly vectorSpace: VectorSpace;
  readonly modelName: string;
  readonly backendId: string;
  readonly device: string;
  readonly maxTokens: number;
  readonly preferredBatchTokens: number;
  private provingBatches: Promise<void> | undefined;

  private constructor(
    private readonly embedder: TextEmbedder,
    private readonly run: ProbeRun,
  ) {
    this.vectorSpace = embedder.vectorSpace;
    this.modelName = embedder.modelName;
    this.backendId = embedder.backendId;
    this.device = embedder.device;
    this.maxTokens = embedder.maxTokens;
    this.preferredBatchTokens = embedder.preferredBatchTokens;
  }

  /** @throws IsovecError `ProbeFailed` when the engine does not give the vectors of single texts, and what it throws */
  static async of(embedder: TextEmbedder, set: ProbeSet): Promise<ProvenEmbedder> {
    const run = new ProbeRun(embedder, set);
    assertProbesPassed(embedder, await run.passAlone());
    return new ProvenEmbedder(embedder, run);
  }

  /** @throws IsovecError `ProbeFailed` when it does not give those of texts together, and what the engine throws */
  proveBatches(): Promise<void> {
    this.provingBatches ??= this.passTogether().catch((error) => {
      // An engine that broke down may come up again; it is asked anew.
      this.provingBatches = undefined;
      throw error;
    });
    return this.provingBatches;
  }

  async embed(texts: readonly string[], options: EmbedOptions): Promise<Embeddings> {
    if (texts.length > 1) await this.proveBatches();
    return this.embedder.embed(texts, options);
  }

  async embedIds(
    lists: readonly (readonly number[])[],
    options: Omit<EmbedOptions, "truncate">,
  ): Promise<Embeddings> {
    if (lists.length > 1) await this.proveBatches();
    return this.embedder.embedIds(lists, options);
  }

  tokenize(texts: readonly string[], role: Role, signal?: AbortSignal): Promise<TokenizedInput[]> {
    return this.embedder.tokenize(texts, role, signal);
  }

  dispose(): Promise<void> {
    return this.embedder.dispose();
  }

  private async passTogether(): Promise<void> {
    assertProbesPassed(this.embedder, await this.run.passTogether());
  }
}
