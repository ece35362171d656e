import { findBackend } from "@isovec/backends";
import {
  type Configuration,
  createEmbedder,
  createTokenizer,
  type ModelCard,
  readModel,
  type TextEmbedder,
  type VectorSpace,
  vectorSpaceOf,
} from "@isovec/core";
import { findModel } from "../models/bundled-models.ts";

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

  /** The model's metadata; no engine is loaded for it. */
  card(): Promise<ModelCard> {
    this.cardLoading ??= this.readCard().catch((error) => {
      this.cardLoading = undefined;
      throw error;
    });
    return this.cardLoading;
  }

  async vectorSpace(): Promise<VectorSpace> {
    return vectorSpaceOf(await this.card());
  }

  async embedder(): Promise<TextEmbedder> {
    if (this.disposed) throw new Error("the embedder was asked for after the end");
    this.embedderLoading ??= this.load().catch((error) => {
      this.embedderLoading = undefined;
      throw error;
    });
    return this.embedderLoading;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const loaded = await this.embedderLoading?.catch(() => undefined);
    await loaded?.dispose();
  }

  private async readCard(): Promise<ModelCard> {
    return readModel(findModel(this.options.configuration.model));
  }

  private async load(): Promise<TextEmbedder> {
    const { configuration, cacheDirectory, onProgress } = this.options;
    const provider = findBackend(configuration.backend);
    const card = await this.card();
    const tokenizer = createTokenizer(card);
    const backend = await provider.load(card, {
      cacheDirectory,
      onProgress,
      ...(configuration.threads !== undefined && { threads: configuration.threads }),
    });
    return createEmbedder({ card, tokenizer, backend });
  }
}
