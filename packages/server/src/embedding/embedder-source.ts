import { TokenizerProcess } from "@isovec/backends";
import {
  type Configuration,
  createEmbedder,
  createTokenizer,
  type ModelCard,
  ProvenEmbedder,
  readModel,
  readProbes,
  type TextEmbedder,
  type TextTokenizer,
  unproven,
  type VectorSpace,
  vectorSpaceOf,
} from "@isovec/core";
import { findModel } from "../models/find-model.ts";
import { chooseEngine, type EngineChoice } from "./engine-choice.ts";
import { probesFor, referenceBackendOf } from "./probe-source.ts";

export interface EmbedderSourceOptions {
  readonly configuration: Configuration;
  /** Folder for files derived from checkpoints. */
  readonly cacheDirectory: string;
  /** One short line on what takes long. */
  readonly onProgress: (message: string) => void;
}

/** The configured model on the configured engine, loaded when first asked for. A load that failed is tried again. */
export class EmbedderSource {
  private cardLoading: Promise<ModelCard> | undefined;
  private embedderLoading: Promise<TextEmbedder> | undefined;
  private disposed = false;

  constructor(private readonly options: EmbedderSourceOptions) {}

  /** Folder for files derived from checkpoints. */
  get cacheDirectory(): string {
    return this.options.cacheDirectory;
  }

  /** The name of what the engine computes in. */
  get dtype(): string {
    return this.choice().dtype.name;
  }

  /** The metadata of the model that runs; its engine is not loaded for it. */
  card(): Promise<ModelCard> {
    this.cardLoading ??= this.readCard().catch((error) => {
      this.cardLoading = undefined;
      throw error;
    });
    return this.cardLoading;
  }

  async vectorSpace(): Promise<VectorSpace> {
    return vectorSpaceOf(await this.card(), this.choice().dtype.numeric);
  }

  async embedder(): Promise<TextEmbedder> {
    if (this.disposed) throw new Error("the embedder was asked for after the end");
    this.embedderLoading ??= this.load().catch((error) => {
      this.embedderLoading = undefined;
      throw error;
    });
    return this.embedderLoading;
  }

  /** The engine, its batches proven too: whoever means to rely on it learns now whether it is refused. */
  async provenEmbedder(): Promise<TextEmbedder> {
    const embedder = await this.embedder();
    if (embedder instanceof ProvenEmbedder) await embedder.proveBatches();
    return embedder;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const loaded = await this.embedderLoading?.catch(() => undefined);
    await loaded?.dispose();
  }

  private choice(): EngineChoice {
    const { configuration, cacheDirectory, onProgress } = this.options;
    return chooseEngine(configuration, { cacheDirectory, onProgress });
  }

  private async readCard(): Promise<ModelCard> {
    const { provider, options } = this.choice();
    const card = await readModel(
      await findModel(this.options.configuration.model, this.options.cacheDirectory),
    );
    return provider.modelFor === undefined ? card : provider.modelFor(card, options);
  }

  private async load(): Promise<TextEmbedder> {
    const { provider, options } = this.choice();
    const card = await this.card();
    let tokenizer: TextTokenizer | undefined;
    const onLoading = (): void => {
      tokenizer ??= createTokenizer(card);
    };
    const backend = await provider.load(card, { ...options, onLoading });
    try {
      const longTexts = new TokenizerProcess(card);
      const embedder = createEmbedder({
        card,
        tokenizer: tokenizer ?? createTokenizer(card),
        backend,
        longTexts,
      });
      return await this.proven(embedder, card);
    } catch (error) {
      await backend.dispose();
      throw error;
    }
  }

  /** @throws IsovecError `ProbeFailed` when the engine does not give the model's vectors. */
  private async proven(embedder: TextEmbedder, card: ModelCard): Promise<TextEmbedder> {
    const { cacheDirectory, onProgress, configuration } = this.options;
    const own = await readProbes(card, card.directory);
    // Without probes in the folder the reference engine would only be held against itself, unless it is told to run
    // another graph than the one converted from the checkpoint.
    const isReference =
      embedder.backendId === referenceBackendOf(card) && configuration.backendOptions === undefined;
    if (own === undefined && (isReference || embedder.vectorSpace.numeric === unproven)) {
      return embedder;
    }
    const set = own ?? (await probesFor(card, cacheDirectory, onProgress));
    if (set === undefined) {
      onProgress(`${card.name} cannot be run by the reference engine: its vectors are not verified`);
      return embedder;
    }
    return ProvenEmbedder.of(embedder, set);
  }
}
