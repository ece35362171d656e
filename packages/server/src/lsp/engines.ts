import { isDeepStrictEqual } from "node:util";
import type { Configuration, PartialConfiguration } from "@isovec/core";
import type { Composer } from "../composition/parts.ts";
import { EmbedderSource } from "../composition/tokens.ts";
import type { EmbedderSource as SourceOfEmbedders } from "../embedding/embedder-source.ts";
import { Generation } from "./generation.ts";

export interface EnginesOptions {
  /** Reads the configuration as it is now; the overrides win. */
  readonly readConfiguration: (overrides: PartialConfiguration) => Promise<Configuration>;
  /** What puts the parts together; loaded with the first configuration. */
  readonly composer: (configuration: Configuration) => Promise<Composer>;
}

/**
 * The engine that serves, and the change to another one without a gap: the old one serves until the new one has passed
 * its probes, and the old index answers searches until the new one is complete.
 */
export class Engines {
  private current: Promise<Generation> | undefined;
  /** Whose index answers while that of `current` is being built. */
  private former: Generation | undefined;
  private overrides: PartialConfiguration = {};
  private readonly folders: Set<string> = new Set();
  private changing: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: EnginesOptions) {}

  /** The generation that embeds. @throws what its configuration is refused for */
  active(): Promise<Generation> {
    this.current ??= this.options.readConfiguration(this.overrides).then((read) => this.open(read));
    return this.current;
  }

  /** The generation whose index answers searches. */
  async serving(): Promise<Generation> {
    const active = await this.active();
    return this.former ?? active;
  }

  /** True while a former index answers for one that is being built. */
  get isChanging(): boolean {
    return this.former !== undefined;
  }

  /**
   * Follows a change of the configuration.
   * @param overrides replaces the overrides given before; left out, they stay
   * @returns whether another engine serves now
   * @throws IsovecError when the new configuration or engine is refused; the old one serves on then
   */
  change(overrides: PartialConfiguration = this.overrides): Promise<boolean> {
    const change = this.changing.then(() => this.follow(overrides));
    this.changing = change.catch(() => undefined);
    return change;
  }

  /** Lets the index of the active generation answer from now on; it is complete. */
  async promote(): Promise<void> {
    const { former } = this;
    this.former = undefined;
    await former?.retire();
  }

  /** Works with another engine beside the one that serves. @throws what its configuration is refused for */
  async beside<T>(
    overrides: PartialConfiguration,
    work: (source: SourceOfEmbedders) => Promise<T>,
  ): Promise<T> {
    const configuration = await this.options.readConfiguration(overrides);
    const parts = (await this.options.composer(configuration)).compose(configuration);
    try {
      return await work(parts.resolve(EmbedderSource));
    } finally {
      await parts.dispose();
    }
  }

  get folderUris(): readonly string[] {
    return [...this.folders];
  }

  addFolder(uri: string): void {
    this.folders.add(uri);
    void this.eachGeneration(({ workspace }) => workspace.add(uri));
  }

  async removeFolder(uri: string): Promise<void> {
    this.folders.delete(uri);
    await this.eachGeneration(({ workspace }) => workspace.remove(uri));
  }

  async stop(): Promise<void> {
    await this.changing;
    await this.eachGeneration((generation) => generation.retire());
  }

  private async follow(overrides: PartialConfiguration): Promise<boolean> {
    const configuration = await this.options.readConfiguration(overrides);
    const before = await this.current?.catch(() => undefined);
    if (before !== undefined && isDeepStrictEqual(before.configuration, configuration)) return false;
    const next = await this.open(configuration);
    try {
      if (before?.workspace.isPaused) await next.workspace.pause();
      await next.source.provenEmbedder();
    } catch (error) {
      await next.retire();
      throw error;
    }
    this.overrides = overrides;
    this.current = Promise.resolve(next);
    // Of two changes in a row the first one's half-built index has answered nobody.
    if (this.former === undefined) this.former = before;
    else await before?.retire();
    return true;
  }

  private async open(configuration: Configuration): Promise<Generation> {
    const composer = await this.options.composer(configuration);
    const generation = new Generation(configuration, composer.compose(configuration));
    for (const uri of this.folders) generation.workspace.add(uri);
    return generation;
  }

  private async eachGeneration(work: (generation: Generation) => Promise<void> | void): Promise<void> {
    const active = await this.current?.catch(() => undefined);
    for (const generation of [this.former, active]) if (generation !== undefined) await work(generation);
  }
}
