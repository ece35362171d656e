import Libsql from "libsql";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CodeIndex } from "./code-index.ts";
import { openCodeIndex } from "./open-code-index.ts";
import { TestingEmbedder, testingSpace } from "./testing/testing-embedder.ts";
import { Workspace } from "./testing/workspace.ts";

/** What the disk does under SQLite, set by a test. */
const disk = vi.hoisted(() => ({
  calls: 0,
  /** The call of SQLite that fails; all after it do as well, as on a disk that stays full. */
  failsAt: Number.POSITIVE_INFINITY,
  code: "",
  /** So many pages fit on it. */
  pages: undefined as number | undefined,
}));

vi.mock("libsql", async (importOriginal) => {
  const { default: Real } = await importOriginal<typeof import("libsql")>();
  class FaultyDatabase extends Real {
    constructor(file: string) {
      super(file);
      if (disk.pages !== undefined) super.exec(`PRAGMA max_page_count = ${disk.pages}`);
    }
    override exec(sql: string): this {
      this.attempt();
      return super.exec(sql);
    }
    override prepare(sql: string): ReturnType<InstanceType<typeof Real>["prepare"]> {
      const statement = super.prepare(sql);
      for (const method of ["run", "all"] as const) {
        const real = statement[method].bind(statement);
        statement[method] = ((...values: unknown[]) => {
          this.attempt();
          return real(...values);
        }) as never;
      }
      return statement;
    }
    private attempt(): void {
      disk.calls += 1;
      if (disk.calls < disk.failsAt) return;
      // On these errors SQLite itself gives the transaction up.
      if (this.inTransaction) super.exec("ROLLBACK");
      throw Object.assign(new Error(`the disk says ${disk.code}`), { code: disk.code });
    }
  }
  return { default: FaultyDatabase };
});

const fileCount = 90;
const moments = 12;

describe("an index whose disk fails", () => {
  let workspace: Workspace;
  const open: CodeIndex[] = [];

  const openIndex = async (name: string) => {
    const index = await openCodeIndex({
      root: workspace.root,
      stateDirectory: `${workspace.state}-${name}/index`,
      vectorSpace: testingSpace(),
      embedder: new TestingEmbedder(),
    });
    open.push(index);
    return index;
  };
  const refresh = async (name: string) => {
    const index = await openIndex(name);
    const report = await index.refresh();
    return { index, report };
  };
  const close = async () => {
    for (const index of open.splice(0)) await index.close();
  };
  const answers = (index: CodeIndex) =>
    Promise.all(
      ["value17", "compute 30", "part3 file", "export value59"].map((query) =>
        index.search({ query, limit: 20, mode: "hybrid" }),
      ),
    );
  const isSound = (name: string) => {
    const database = new Libsql(`${workspace.state}-${name}/index/index.sqlite`);
    const [row] = database.prepare("PRAGMA integrity_check").all([]) as { integrity_check: string }[];
    database.close();
    return row?.integrity_check;
  };
  const heal = () => Object.assign(disk, { failsAt: Number.POSITIVE_INFINITY, pages: undefined, calls: 0 });

  beforeEach(() => {
    heal();
    workspace = new Workspace();
    for (let n = 0; n < fileCount; n++) {
      workspace.write(`src/part${n % 5}/file${n}.ts`, `export const value${n} = compute(${n});\n`, 60 + n);
    }
  });
  afterEach(async () => {
    heal();
    await close();
    workspace[Symbol.dispose]();
  });

  it.each([
    ["ENOSPC", "SQLITE_FULL"],
    ["EIO", "SQLITE_IOERR_WRITE"],
    ["EACCES", "SQLITE_READONLY"],
  ])("by %s at any call says so, loses nothing and then answers as a clean one does", async (errno, code) => {
    const clean = await refresh(`clean-${errno}`);
    const expected = await answers(clean.index);
    const calls = disk.calls;
    await close();
    for (let moment = 0; moment < moments; moment++) {
      const name = `${errno}-${moment}`;
      heal();
      Object.assign(disk, { code, failsAt: 1 + Math.floor((moment * calls) / moments) });
      await expect(refresh(name)).rejects.toMatchObject({
        name: "IndexUnavailable",
        message: expect.stringContaining("index.sqlite"),
        remedy: expect.stringContaining("free space"),
      });
      heal();
      await close();
      const { index, report } = await refresh(name);
      expect(report).toMatchObject({ files: fileCount, chunks: fileCount, errors: [] });
      expect(await answers(index)).toEqual(expected);
      expect(isSound(name)).toBe("ok");
      await close();
    }
  });

  it("by being full in truth says so, answers from what is there, and goes on when there is space", async () => {
    disk.pages = 20;
    const index = await openIndex("full");
    await expect(index.refresh()).rejects.toMatchObject({ name: "IndexUnavailable" });
    expect(index.status()).toMatchObject({ state: "failed" });
    expect(await answers(index)).toHaveLength(4);
    await close();
    heal();
    const whole = await refresh("full");
    expect(whole.report).toMatchObject({ files: fileCount, chunks: fileCount });
    const clean = await refresh("clean");
    expect(await answers(whole.index)).toEqual(await answers(clean.index));
    expect(isSound("full")).toBe("ok");
  });
});
