import { startStaticEmbedder, type VectorSource } from "@isovec/backends/static-process";
import { type Configuration, IsovecError, type ModelCard, readModel, vectorSpaceOf } from "@isovec/core";
import type { VectorTier } from "../index/vector-maker.ts";
import { findModel } from "../models/find-model.ts";

export const defaultStaticModel = "all-MiniLM-L6-v2-static";

export interface StaticSourceOptions {
  readonly configuration: Pick<Configuration, "staticModel">;
  readonly cacheDirectory: string;
  readonly onNotice: (message: string) => void;
}

/** The configured static model, its process started when the first vector is asked for. */
export class StaticSource {
  private embedderStarting: Promise<VectorSource> | undefined;

  constructor(private readonly options: StaticSourceOptions) {}

  /** @returns undefined when it is turned off, or cannot be had: search goes without it then, and a notice says why */
  async tier(): Promise<VectorTier | undefined> {
    if (this.options.configuration.staticModel === "none") return undefined;
    try {
      const card = await this.card();
      return { vectorSpace: vectorSpaceOf(card), embedder: () => this.embedder(card) };
    } catch (error) {
      if (!IsovecError.is(error)) throw error;
      this.options.onNotice(`Search goes without its static tier: ${error.message}`);
      return undefined;
    }
  }

  async dispose(): Promise<void> {
    const started = await this.embedderStarting?.catch(() => undefined);
    await started?.dispose();
  }

  private async card(): Promise<ModelCard> {
    const { configuration, cacheDirectory } = this.options;
    const model = configuration.staticModel ?? defaultStaticModel;
    const card = await readModel(await findModel(model, cacheDirectory));
    if (card.architecture === "static") return card;
    throw new IsovecError("ConfigurationInvalid", `staticModel is ${model}, which is no static model.`, {
      remedy: "Make one with `isovec distill`, or say `none`.",
    });
  }

  private embedder(card: ModelCard): Promise<VectorSource> {
    this.embedderStarting ??= startStaticEmbedder(card).catch((error) => {
      this.embedderStarting = undefined;
      throw error;
    });
    return this.embedderStarting;
  }
}
