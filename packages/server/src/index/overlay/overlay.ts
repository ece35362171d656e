import { type TextEmbedder, throwIfCancelled } from "@isovec/core";
import { type Chunk, type Chunker, embeddedText } from "../chunk/chunker.ts";
import type { FolderFiles } from "../discover/folder-files.ts";
import { languageOf } from "../discover/language.ts";
import { skipByContent } from "../discover/skip-by-content.ts";
import { largestFile } from "../discover/source.ts";
import { sha256Hex } from "../sha256.ts";
import type { IndexStore } from "../store/index-store.ts";
import { OverlayVectors } from "./overlay-vectors.ts";
import { type OverlayChunk, OverlayView } from "./overlay-view.ts";
import { OverlayWords } from "./overlay-words.ts";

export interface OverlayParts {
  readonly files: FolderFiles;
  readonly store: IndexStore;
  readonly chunker: Chunker;
  readonly embedder: () => Promise<TextEmbedder>;
  readonly normalized: boolean;
  /** Told of every file that the client has open. */
  readonly onOpen?: (path: string) => void;
}

/** A file as an editor has it. */
interface Draft {
  readonly sha256: string;
  readonly chunks: Promise<readonly Chunk[]>;
  /** Whether the index would take it, asked when the index does not know it. */
  mayList: Promise<boolean> | undefined;
}

/**
 * What one client has typed and not saved, laid over one index: a search sees these texts in the place of the files,
 * and other clients do not. Nothing of it is written to disk. What the index leaves out is left out here.
 */
export class Overlay {
  readonly #drafts = new Map<string, Draft>();
  readonly #vectors: OverlayVectors;
  #words: OverlayWords | undefined;
  #view: { readonly drafts: readonly Draft[]; readonly view: OverlayView } | undefined;

  constructor(private readonly parts: OverlayParts) {
    this.#vectors = new OverlayVectors(parts);
  }

  /** @param path relative to the index's root, forward slashes */
  put(path: string, text: string): void {
    this.parts.onOpen?.(path);
    const sha256 = sha256Hex(text);
    const before = this.#drafts.get(path);
    if (before?.sha256 === sha256) return;
    const chunks = this.#cut(path, text);
    // Whoever searches gets the failure.
    chunks.catch(() => undefined);
    this.#drafts.set(path, { sha256, chunks, mayList: before?.mayList });
  }

  /** The file counts as it is on disk again. */
  drop(path: string): void {
    this.#drafts.delete(path);
  }

  has(path: string): boolean {
    return this.#drafts.has(path);
  }

  /** What differs from the index now; undefined when nothing does. */
  async view(signal?: AbortSignal): Promise<OverlayView | undefined> {
    const differing = await this.#differing();
    throwIfCancelled(signal);
    if (differing.length === 0) {
      this.#view = undefined;
      return undefined;
    }
    const drafts = differing.map(([, draft]) => draft);
    const last = this.#view;
    if (last?.drafts.length === drafts.length && last.drafts.every((draft, at) => draft === drafts[at])) {
      return last.view;
    }
    const chunks = await this.#records(differing);
    throwIfCancelled(signal);
    this.#vectors.keep(chunks.map(embeddedText));
    this.#words ??= new OverlayWords();
    const paths = differing.map(([path]) => path);
    const view = new OverlayView({ paths, chunks, words: this.#words, vectors: this.#vectors });
    this.#view = { drafts, view };
    return view;
  }

  /** Embeds what has changed before a search waits for it. */
  async prepare(signal: AbortSignal): Promise<void> {
    const view = await this.view(signal);
    if (view === undefined || !this.parts.store.vectors.any()) return;
    while (!(await view.embed("background", signal))) throwIfCancelled(signal);
  }

  close(): void {
    this.#drafts.clear();
    this.#words?.close();
    this.#words = undefined;
  }

  async #cut(path: string, text: string): Promise<readonly Chunk[]> {
    const lines = text.split(/\r\n|\n|\r/);
    if (new TextEncoder().encode(text).length > largestFile || skipByContent(path, text, lines) !== undefined)
      return [];
    return this.parts.chunker.chunk({ path, language: languageOf(path), lines });
  }

  async #differing(): Promise<[string, Draft][]> {
    const differing: [string, Draft][] = [];
    for (const [path, draft] of [...this.#drafts]) {
      const known = this.parts.store.files.contentOf(path);
      if (known === undefined) {
        draft.mayList ??= this.parts.files.mayListNew(path).catch(() => false);
        if (await draft.mayList) differing.push([path, draft]);
      } else if (known.skipped === null && known.sha256 !== draft.sha256) differing.push([path, draft]);
    }
    return differing;
  }

  async #records(differing: readonly [string, Draft][]): Promise<OverlayChunk[]> {
    const records: OverlayChunk[] = [];
    for (const [path, draft] of differing) {
      for (const { startLine, endLine, text, header, symbols } of await draft.chunks) {
        const id = -records.length - 1;
        const place = { id, textId: id, path, language: languageOf(path), startLine, endLine };
        records.push({ ...place, text, header, symbols: symbols.join(" ") });
      }
    }
    return records;
  }
}
