import { createHash } from "node:crypto";
import type { VectorSpace } from "@isovec/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IndexStore } from "../store/index-store.ts";
import type { VectorStore } from "../vectors/vector-store.ts";
import { testingSpace } from "./testing-embedder.ts";
import { Workspace } from "./workspace.ts";

export const contractSpace: VectorSpace = { ...testingSpace("contract"), dimensions: 8 };

/** A direction between the first two axes. */
export function towards(degrees: number): Float32Array {
  const vector = new Float32Array(contractSpace.dimensions);
  vector[0] = Math.cos((degrees * Math.PI) / 180);
  vector[1] = Math.sin((degrees * Math.PI) / 180);
  return vector;
}

export interface OpenVectorStore {
  readonly vectors: VectorStore;
  close(): Promise<void>;
}

export interface ContractSubject {
  readonly name: string;
  /** Opens the store over an index; called twice for one index, both see the same vectors. */
  readonly open: (store: IndexStore) => Promise<OpenVectorStore>;
  /** Called before each test. */
  readonly reset?: () => Promise<void>;
}

/** An index of one chunk for each text, and the ids of the texts. */
async function fill(store: IndexStore, texts: readonly string[]): Promise<number[]> {
  await store.connection.write(() => {
    const file = {
      path: "all.ts",
      size: 1,
      modifiedMs: 0,
      checkedMs: 0,
      language: "typescript",
      sha256: "-",
      skipped: null,
    };
    const fileId = store.files.begin({ ...file, chunks: [] });
    const chunks = texts.map((text, line) => ({
      header: "",
      text,
      startLine: line + 1,
      endLine: line + 1,
      symbols: [],
    }));
    store.files.addChunks(fileId, file.path, chunks);
    store.files.finish(fileId, file.sha256);
    store.settings.countChange("chunks");
  });
  const hashes = texts.map((text) => createHash("sha256").update(text).digest("hex"));
  const ids = store.texts.usedIdsOf(hashes);
  return hashes.map((hash) => ids.get(hash) ?? 0);
}

/** What every `VectorStore` does alike. */
export function describeVectorStore({ name, open, reset }: ContractSubject): void {
  describe(`vectors in ${name}`, () => {
    let workspace: Workspace;
    let store: IndexStore;
    let opened: OpenVectorStore[];
    let textIds: number[];
    let vectors: VectorStore;

    const openStore = async () => {
      const one = await open(store);
      opened.push(one);
      return one.vectors;
    };
    const keep = (of: VectorStore, degrees: readonly (readonly [number, number])[]) =>
      of.keep(new Map(degrees.map(([text, angle]) => [textIds[text] ?? 0, towards(angle)])));
    const angleOf = (vector: Float32Array | undefined) =>
      vector && (Math.atan2(vector[1] ?? 0, vector[0] ?? 0) * 180) / Math.PI;

    beforeEach(async () => {
      await reset?.();
      workspace = new Workspace();
      opened = [];
      store = await IndexStore.open(workspace.root, contractSpace, () => undefined);
      textIds = await fill(store, ["zero", "ten", "forty", "ninety"]);
      vectors = await openStore();
    });
    afterEach(async () => {
      for (const { close } of opened) await close();
      store.close();
      workspace[Symbol.dispose]();
    });

    it("are none at first", async () => {
      expect(vectors.any()).toBe(false);
      expect(await vectors.ofTexts(textIds)).toEqual(new Map());
      expect(await vectors.nearest({ query: towards(0), count: 3 })).toEqual([]);
    });

    it("come back as they were kept, to the precision of their space", async () => {
      const kept = Float32Array.from({ length: contractSpace.dimensions }, (_, at) => Math.sin(at + 1) / 3);
      await vectors.keep(new Map([[textIds[0] ?? 0, kept]]));
      expect(vectors.any()).toBe(true);
      const found = (await vectors.ofTexts(textIds)).get(textIds[0] ?? 0) ?? new Float32Array();
      const dot = (a: Float32Array, b: Float32Array) =>
        a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
      const cosine = dot(kept, found) / Math.sqrt(dot(kept, kept) * dot(found, found));
      // What the numeric class `exact` promises.
      expect(1 - cosine).toBeLessThan(1e-5);
    });

    it("are found by cosine, the nearest first, whatever the length of the question", async () => {
      await keep(vectors, [
        [0, 0],
        [1, 10],
        [2, 40],
        [3, 90],
      ]);
      const query = towards(12).map((value) => value * 7);
      const found = await vectors.nearest({ query, count: 3 });
      expect(found.map(({ id }) => id)).toEqual([textIds[1], textIds[0], textIds[2]]);
      for (const [at, degrees] of [2, 12, 28].entries()) {
        expect(found[at]?.score).toBeCloseTo(Math.cos((degrees * Math.PI) / 180), 3);
      }
    });

    it("are found among those that are allowed alone", async () => {
      await keep(vectors, [
        [0, 0],
        [1, 10],
        [2, 40],
        [3, 90],
      ]);
      const allowed = new Set([textIds[2] ?? 0, textIds[3] ?? 0]);
      const found = await vectors.nearest({ query: towards(0), count: 1, allowed });
      expect(found.map(({ id }) => id)).toEqual([textIds[2]]);
      expect(await vectors.nearest({ query: towards(0), count: 1, allowed: new Set() })).toEqual([]);
    });

    it("stay as they are when they are kept again", async () => {
      await keep(vectors, [[0, 0]]);
      await keep(vectors, [
        [0, 90],
        [1, 10],
      ]);
      const found = await vectors.ofTexts(textIds);
      expect(angleOf(found.get(textIds[0] ?? 0))).toBeCloseTo(0, 1);
      expect(angleOf(found.get(textIds[1] ?? 0))).toBeCloseTo(10, 1);
    });

    it("are not found for a text that no chunk has any more", async () => {
      await keep(vectors, [
        [0, 0],
        [1, 10],
      ]);
      await store.connection.write(() => {
        store.files.remove("all.ts");
        store.settings.countChange("chunks");
      });
      expect(await vectors.nearest({ query: towards(0), count: 3 })).toEqual([]);
    });

    it("are seen by whoever opens the store beside, and written by both at once", async () => {
      const other = await openStore();
      await Promise.all([
        keep(vectors, [
          [0, 0],
          [1, 10],
          [2, 40],
        ]),
        keep(other, [
          [3, 90],
          [2, 40],
          [1, 10],
        ]),
      ]);
      for (const each of [vectors, other]) {
        expect((await each.nearest({ query: towards(0), count: 9 })).map(({ id }) => id)).toEqual(textIds);
      }
    });

    it("of another number of dimensions are refused, all of them", async () => {
      const wrong = new Map([
        [textIds[0] ?? 0, towards(0)],
        [textIds[1] ?? 0, new Float32Array(3)],
      ]);
      await expect(vectors.keep(wrong)).rejects.toMatchObject({ name: "VectorSpaceMismatch" });
      expect(await vectors.ofTexts(textIds)).toEqual(new Map());
    });

    it("that are nothing but zeros are kept and found by no question", async () => {
      await vectors.keep(new Map([[textIds[0] ?? 0, new Float32Array(contractSpace.dimensions)]]));
      await keep(vectors, [[1, 10]]);
      const [best] = await vectors.nearest({ query: towards(0), count: 1 });
      expect(best?.id).toBe(textIds[1]);
    });

    it("are asked for no longer by whoever has cancelled", async () => {
      const signal = AbortSignal.abort();
      const cancelled = { name: "Cancelled" };
      await expect(vectors.nearest({ query: towards(0), count: 1, signal })).rejects.toMatchObject(cancelled);
      await expect(vectors.ofTexts(textIds, signal)).rejects.toMatchObject(cancelled);
      await expect(vectors.keep(new Map([[textIds[0] ?? 0, towards(0)]]), signal)).rejects.toMatchObject(
        cancelled,
      );
      expect(await vectors.ofTexts(textIds)).toEqual(new Map());
    });

    it("lie at a place that can be named", () => {
      expect(vectors.place).toMatch(/index\.sqlite$|^[^@]+:\d+\/\w+$/);
    });
  });
}
