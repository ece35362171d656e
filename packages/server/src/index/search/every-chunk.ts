import { TimeSlice } from "@isovec/core";
import type { IndexedChunk } from "../code-index.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { VectorSource } from "../vectors/vector-store.ts";
import { normalize } from "./vector-matrix.ts";

const chunksAtOnce = 512;

/**
 * Every chunk of a folder with its vector, page by page.
 * @param normalized whether the stored vectors have length 1 already
 */
export async function* everyChunk(
  store: IndexStore,
  source: VectorSource,
  folder: string,
  normalized: boolean,
): AsyncGenerator<IndexedChunk> {
  const prefix = folder === "" ? "" : `${folder.replace(/\/$/, "")}/`;
  const slice = new TimeSlice();
  for (let after = 0; ; ) {
    const page = store.chunks.after(after, chunksAtOnce);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    const wanted = page.filter(({ path }) => path.startsWith(prefix));
    const vectors = await source.ofTexts(wanted.map(({ textId }) => textId));
    if (!normalized) for (const vector of vectors.values()) normalize(vector);
    for (const { path, language, startLine, endLine, text, symbols, textId } of wanted) {
      const names = symbols === "" ? [] : symbols.split(" ");
      yield { path, language, startLine, endLine, text, symbols: names, vector: vectors.get(textId) };
    }
    await slice.rest();
  }
}
