import { describe, expect, it } from "vitest";
import type { IndexedChunk } from "../index/code-index.ts";
import { seededRandom } from "../seeded-random.ts";
import { type CodeMap, drawMap } from "./draw-map.ts";
import { folderGroups } from "./folder-groups.ts";
import { nearestRows } from "./neighbours.ts";
import { principalComponents } from "./principal-components.ts";
import { renderMapHtml } from "./render-map-html.ts";

const width = 24;

/** Chunks in three kinds whose vectors lie around three directions. */
function threeKinds(count: number): IndexedChunk[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, (_, index) => {
    const kind = index % 3;
    const vector = Float32Array.from({ length: width }, (_, at) =>
      at === kind ? 1 : 0.25 * (random() - 0.5),
    );
    return {
      path: `kind-${kind}/file-${index}.ts`,
      language: "typescript",
      startLine: 1,
      endLine: 20,
      text: ["read the bytes of a file", "draw a line on the screen", "hash a secret phrase"][kind] ?? "",
      symbols: [`name${index}`],
      vector,
    };
  });
}

async function* stream(chunks: readonly IndexedChunk[]): AsyncGenerator<IndexedChunk> {
  yield* chunks;
}

/** Share of points whose nearest point on the map is of their folder. */
function togetherness({ points }: CodeMap): number {
  const kind = (path: string) => path.split("/")[0];
  const alike = points.filter((point) => {
    const distance = (other: typeof point) => (other.x - point.x) ** 2 + (other.y - point.y) ** 2;
    const [nearest] = points.filter((other) => other !== point).sort((a, b) => distance(a) - distance(b));
    return kind(nearest?.path ?? "") === kind(point.path);
  });
  return alike.length / points.length;
}

describe("a map", () => {
  it("keeps together what is near, between 0 and 1, and is the same in every run and order", async () => {
    const chunks = threeKinds(150);
    const map = await drawMap(stream(chunks));
    expect(map).toMatchObject({ basis: "vectors", withoutVector: 0, leftOut: 0 });
    expect(togetherness(map)).toBe(1);
    expect(map.points.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)).toBe(true);
    expect(await drawMap(stream(chunks.toReversed()))).toEqual(map);
  });

  it("goes by words where nothing is embedded, and leaves out what is not embedded yet", async () => {
    const bare = threeKinds(60).map((chunk) => ({ ...chunk, vector: undefined }));
    const map = await drawMap(stream(bare));
    expect(map).toMatchObject({ basis: "words", withoutVector: 0 });
    expect(togetherness(map)).toBeGreaterThan(0.9);
    const half = threeKinds(60).map((chunk, index) => (index < 20 ? { ...chunk, vector: undefined } : chunk));
    expect(await drawMap(stream(half))).toMatchObject({ basis: "vectors", withoutVector: 20 });
  });

  it("can be of one or two chunks, not of none, and can be cancelled", async () => {
    for (const count of [1, 2, 3])
      expect((await drawMap(stream(threeKinds(count)))).points).toHaveLength(count);
    await expect(drawMap(stream([]))).rejects.toMatchObject({ name: "InputInvalid" });
    const signal = AbortSignal.abort();
    await expect(drawMap(stream(threeKinds(9)), { signal })).rejects.toMatchObject({ name: "Cancelled" });
  });

  it("of 5,000 chunks is a page of less than a megabyte, in which no name ends the script", async () => {
    const points = Array.from({ length: 5_000 }, (_, index) => ({
      path: `packages/part-${index % 40}/src/some-folder/some-module-${Math.floor(index / 4)}.ts`,
      startLine: index,
      endLine: index + 30,
      symbols: [`</script><b>${index}`, "SomeClassName"],
      x: (index * 0.37) % 1,
      y: (index * 0.73) % 1,
    }));
    const html = renderMapHtml(
      { points, basis: "vectors", withoutVector: 0, leftOut: 0 },
      "/code",
      "<code>",
      "vscode",
    );
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).toContain("Map of &lt;code&gt;");
  });
});

describe("principal components", () => {
  it("keep distances when all directions are kept, and give the widest first", async () => {
    const random = seededRandom(9);
    const values = Float32Array.from({ length: 40 * 6 }, (_, at) => (6 - (at % 6)) * (random() - 0.5));
    const rows = { count: 40, width: 6, values };
    const projected = await principalComponents(rows, 6);
    const distance = (of: Float32Array, a: number, b: number) =>
      Math.hypot(
        ...Array.from({ length: 6 }, (_, i) => (of[a * 6 + i] as number) - (of[b * 6 + i] as number)),
      );
    for (let row = 1; row < 40; row++) {
      expect(distance(projected.values, 0, row)).toBeCloseTo(distance(values, 0, row), 4);
    }
    const spread = (column: number) => {
      let sum = 0;
      for (let row = 0; row < 40; row++) sum += (projected.values[row * 6 + column] as number) ** 2;
      return sum;
    };
    expect(spread(0)).toBeGreaterThan(spread(1));
    expect(spread(1)).toBeGreaterThan(spread(5));
  });
});

describe("neighbours", () => {
  it("are the nearest, in order, equal ones by their row", async () => {
    const values = Float32Array.of(0, 1, 3, 7, 1);
    const { rows, distances, perRow } = await nearestRows({ count: 5, width: 1, values }, 2);
    expect(perRow).toBe(2);
    expect([...rows.subarray(0, 2)]).toEqual([1, 4]);
    expect([...distances.subarray(6, 8)]).toEqual([4, 6]);
  });
});

describe("the folders that a map is coloured by", () => {
  it("are the large ones opened as long as there are colours", () => {
    const paths = [
      ...Array.from({ length: 50 }, (_, index) => `packages/core/src/part-${index % 3}/a.ts`),
      ...Array.from({ length: 9 }, () => "packages/server/src/b.ts"),
      "docs/c.md",
      "README.md",
    ];
    const { groups, groupOf } = folderGroups(paths);
    expect(groups).toContain("packages/core/src/part-0");
    expect(groups).toContain("docs");
    expect(groups).toContain("");
    expect(groups[groupOf.at(-1) ?? -1]).toBe("");
    expect(groups.length).toBeLessThanOrEqual(10);
  });

  it("are put together as elsewhere where there are too many", () => {
    const { groups } = folderGroups(Array.from({ length: 40 }, (_, index) => `folder-${index}/a.ts`));
    expect(groups).toHaveLength(10);
    expect(groups.at(-1)).toBe("elsewhere");
  });
});
