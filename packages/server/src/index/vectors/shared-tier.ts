import { throwIfCancelled } from "@isovec/core";
import type { IndexStore } from "../store/index-store.ts";
import { LayeredVectors } from "./layered-vectors.ts";
import { Outage } from "./outage.ts";
import type { ContentVectors } from "./postgres/content-vectors.ts";
import type { SharedMarks } from "./shared-marks.ts";
import { SharedVectors } from "./shared-vectors.ts";
import type { NearestTexts, VectorSource, VectorStore } from "./vector-store.ts";
import { compareWithStore } from "./verify-marks.ts";

/** `local`: what the store has is copied here. `remote`: it stays there, and questions go there. */
export type VectorPlace = "local" | "remote";

export interface SharedTierParts {
  /** The index, seen through the model's space; in mode `remote` a mark makes a vector here needless. */
  readonly store: IndexStore;
  readonly marks: SharedMarks;
  readonly content: ContentVectors;
  readonly place: VectorPlace;
  readonly onNotice: (sentence: string) => void;
}

const hashesAtOnce = 1_024;
const vectorsAtOnce = 256;

/**
 * What a team has embedded already, and what this machine adds to it. A store that cannot be reached is one notice: the
 * index goes on with what is here, and gives what it has embedded when the store is back.
 */
export class SharedTier {
  readonly #vectors: SharedVectors;
  readonly #reading: Outage;
  /** A replica may answer while the server itself does not. */
  readonly #writing: Outage;
  #saidReadOnly = false;
  #building: Promise<unknown> | undefined;

  constructor(private readonly parts: SharedTierParts) {
    const { store, content, marks, onNotice } = parts;
    this.#vectors = new SharedVectors(store, content, marks);
    this.#reading = new Outage(onNotice);
    this.#writing = content.hasReplica ? new Outage(onNotice) : this.#reading;
  }

  get spaceId(): number {
    return this.parts.marks.records.spaceId;
  }

  /** The model's vectors for searches. */
  over(here: VectorSource): VectorSource {
    if (this.parts.place === "local") return here;
    const { marks } = this.parts;
    return new LayeredVectors(here, {
      any: () => marks.records.any(),
      ofTexts: (textIds, signal) => this.#vectors.ofTexts(textIds, signal),
      nearest: (request) => this.#nearest(request),
    });
  }

  /**
   * Finds out whether what is noted of the store is still so, before anybody looks for what is missing.
   * @throws IsovecError `Cancelled`
   */
  async begin(signal: AbortSignal): Promise<void> {
    for (const each of [this.#reading, this.#writing]) each.forgive();
    await this.#reading.ask(() => this.#begin(signal));
  }

  /**
   * Takes the vectors of missing texts that the store has.
   * @param textIds those that are wanted; all that are missing where it is left out
   * @param here where they go in mode `local`
   * @throws IsovecError `Cancelled`
   */
  async take(here: VectorStore, signal: AbortSignal, textIds?: readonly number[]): Promise<void> {
    // A store that did not answer a moment ago is not waited for again and again.
    if (!this.#reading.mayAsk) return;
    await this.#reading.ask(async () => {
      const { store, place } = this.parts;
      if (place === "remote" && textIds === undefined) await this.parts.marks.dropSent();
      const pageSize = place === "local" ? vectorsAtOnce : hashesAtOnce;
      if (textIds !== undefined) return this.#takePage(here, store.texts.hashesOf(textIds), signal);
      for (let after = 0; ; ) {
        throwIfCancelled(signal);
        const page = store.vectors.missingHashes(after, pageSize);
        const last = page.at(-1);
        if (last === undefined) return;
        after = last.id;
        const hashes = page.map(({ id, sha256 }) => [id, Buffer.from(sha256).toString("hex")] as const);
        await this.#takePage(here, new Map(hashes), signal);
      }
    });
  }

  /**
   * Gives the store what it is not known to have.
   * @throws IsovecError `Cancelled`
   */
  async give(signal: AbortSignal): Promise<void> {
    if (!this.#writing.mayAsk) return;
    await this.#writing.ask(async () => {
      const { content, marks, place } = this.parts;
      if (!(await content.mayWrite())) return this.#sayReadOnly();
      for (;;) {
        throwIfCancelled(signal);
        const page = marks.unsent(vectorsAtOnce);
        if (page.length === 0) return;
        // A hash is a fiftieth of a vector: whoever has embedded the same before need not send it.
        const there = await content.which(
          page.map(({ hash }) => hash),
          signal,
        );
        const fresh = page.filter(({ hash }) => !there.has(hash));
        await content.keep(new Map(fresh.map(({ hash, vector }) => [hash, vector])), signal);
        await marks.put(
          page.map(({ textId }) => textId),
          place === "remote",
        );
      }
    });
  }

  /** Lets the server build an index where questions go to it; nobody waits for that. */
  prepare(): void {
    if (this.parts.place !== "remote" || !this.#writing.mayAsk) return;
    this.#building ??= this.#writing
      .ask(async () => {
        const { content } = this.parts;
        if (await content.mayWrite()) await content.buildIndex();
      })
      .finally(() => {
        this.#building = undefined;
      });
  }

  /** Forgets what is there, so that it is asked for again. The vectors in the store are the team's and stay. */
  forget(): Promise<void> {
    return this.parts.marks.forget();
  }

  async close(): Promise<void> {
    for (const each of [this.#reading, this.#writing]) each.end();
    await this.parts.content.close();
    await this.#building;
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const { content, marks, store } = this.parts;
    const { instance } = await content.tables();
    await marks.follow(instance);
    await compareWithStore({ content, marks, store, signal });
  }

  async #takePage(
    here: VectorStore,
    hashes: ReadonlyMap<number, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { content, marks, place } = this.parts;
    const ids = new Map([...hashes].map(([textId, hash]) => [hash, textId]));
    if (place === "remote") {
      const found = await content.which([...ids.keys()], signal);
      return marks.put(
        [...found].flatMap((hash) => ids.get(hash) ?? []),
        false,
      );
    }
    const found = await content.vectorsOf([...ids.keys()], signal);
    const vectors = new Map(
      [...found].flatMap(([hash, vector]) => {
        const textId = ids.get(hash);
        return textId === undefined ? [] : [[textId, vector] as const];
      }),
    );
    await here.keep(vectors, signal);
    await marks.put(vectors.keys(), false);
  }

  async #nearest(request: NearestTexts) {
    if (!this.#reading.mayAsk) return [];
    return (await this.#reading.ask(() => this.#vectors.nearest(request))) ?? [];
  }

  #sayReadOnly(): void {
    if (this.#saidReadOnly) return;
    this.#saidReadOnly = true;
    this.parts.onNotice(
      `The vector store ${this.parts.content.place} may be read and not written: what is embedded here stays here.`,
    );
  }
}
