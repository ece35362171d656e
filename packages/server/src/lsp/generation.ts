import type { Configuration } from "@isovec/core";
import type { EngineParts } from "../composition/parts.ts";
import { EmbedderSource } from "../composition/tokens.ts";
import type { EmbedderSource as SourceOfEmbedders } from "../embedding/embedder-source.ts";
import { Workspace } from "./workspace.ts";

/** One configuration at work: its engine, and the folders' indexes in that engine's vector space. */
export class Generation {
  readonly workspace: Workspace;
  private readonly inUse: Set<Promise<unknown>> = new Set();

  constructor(
    readonly configuration: Configuration,
    private readonly parts: EngineParts,
  ) {
    this.workspace = new Workspace({ openFolder: (root) => parts.folder(root) });
  }

  get source(): SourceOfEmbedders {
    return this.parts.resolve(EmbedderSource);
  }

  /** Does work that the engine must outlive. */
  use<T>(work: (generation: this) => Promise<T>): Promise<T> {
    const done = work(this);
    this.inUse.add(done);
    done.then(
      () => this.inUse.delete(done),
      () => this.inUse.delete(done),
    );
    return done;
  }

  /** Ends indexes and engine once the work under way has ended. */
  async retire(): Promise<void> {
    await this.workspace.stop();
    await Promise.allSettled(this.inUse);
    await this.parts.dispose();
  }
}
