import { openRerankServer, type RerankServer } from "@isovec/backends";
import type { RerankerConfiguration } from "@isovec/core";
import type { Reranker } from "../index/search/reranker.ts";

const defaultHits = 30;
/** After a failure the server is left alone for so long: a search must not wait for it each time. */
const restMs = 30_000;

/** The configured reranker, opened when the first index is. */
export class RerankerSource {
  private server: RerankServer | undefined;
  private restsUntil = 0;

  constructor(private readonly configuration: RerankerConfiguration | undefined) {}

  /**
   * @returns undefined where none is configured
   * @throws IsovecError `ConfigurationInvalid`
   */
  reranker(): Reranker | undefined {
    if (this.configuration === undefined) return undefined;
    this.server ??= openRerankServer(this.configuration);
    const { server, configuration } = this;
    return {
      hits: configuration.hits ?? defaultHits,
      rerank: async (question, texts, signal) => {
        if (performance.now() < this.restsUntil) return undefined;
        try {
          return await server.rerank(question, texts, signal);
        } catch (error) {
          if (signal?.aborted !== true) this.restsUntil = performance.now() + restMs;
          throw error;
        }
      },
    };
  }

  async dispose(): Promise<void> {
    await this.server?.dispose();
  }
}
