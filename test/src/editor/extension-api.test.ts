import { describe, expect, it } from "vitest";
import type { CodeServer } from "./code-server.ts";
import { outcomeOf } from "./companion.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import type { Workbench } from "./workbench.ts";

interface UseOutcome {
  readonly version: number;
  readonly hits: readonly { readonly path: string; readonly lines: number[]; readonly line: number }[];
  readonly vectors: readonly number[][];
  readonly dimensions: number;
  readonly vectorSpace: string;
  readonly truncated: boolean[];
  readonly status: {
    readonly state: string;
    readonly model: string;
    readonly index: { readonly chunks: number };
  };
  readonly cancelled: { readonly message: string };
  readonly refused: { readonly message: string };
  readonly otherVersion: { readonly message: string };
}

interface ToolOutcome {
  readonly tool: { readonly name: string; readonly inputSchema: object };
  readonly answer: string;
  readonly bounded: string;
  readonly empty: { readonly message: string };
}

describe.runIf(editorInstalled)(`What VS Code's other extensions get${unlessInstalled}`, () => {
  let workbench: Workbench;
  let codeServer: CodeServer;
  inWindow(
    "trusted",
    (opened, server) => {
      workbench = opened;
      codeServer = server;
    },
    { companion: true },
  );

  it("is search, vectors and the status, by a version", async () => {
    await workbench.waitUntilReady();
    const use = await outcomeOf<UseOutcome>(workbench, codeServer, "Companion: Use Isovec", "api");
    expect(use).not.toHaveProperty("error");
    expect(use.version).toBe(1);
    expect(use.hits).toHaveLength(3);
    expect(use.hits[0]?.path).toMatch(/\/postprocess\/pooling\/last-token\.ts$/);
    for (const { path } of use.hits) expect(path).toMatch(/\/postprocess\//);
    const [first, last] = use.hits[0]?.lines ?? [];
    expect(last).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY);

    expect(use.dimensions).toBe(384);
    expect(use.truncated).toEqual([false, false, false]);
    const [one, like, other] = use.vectors.map((vector) => Float32Array.from(vector));
    expect(cosine(one, one)).toBeCloseTo(1, 5);
    expect(cosine(one, like)).toBeGreaterThan(0.7);
    expect(cosine(one, other)).toBeLessThan(0.3);

    expect(use.status).toMatchObject({ state: "running", model: "all-MiniLM-L6-v2-code" });
    expect(use.status.index.chunks).toBeGreaterThan(10);
  });

  it("is an error that says what to do, and the editor's own where it was cancelled", async () => {
    const use = await outcomeOf<UseOutcome>(workbench, codeServer, "Companion: Use Isovec", "api");
    expect(use.cancelled.message).toBe("Canceled");
    expect(use.refused.message).toMatch(/kind/);
    expect(use.otherVersion.message).toMatch(/version 1 .* not 2/);
  });

  it("is a tool for language models, whose answers are bounded", async () => {
    const { tool, answer, bounded, empty } = await outcomeOf<ToolOutcome>(
      workbench,
      codeServer,
      "Companion: Invoke the Tool",
      "tool",
    );
    expect(tool.name).toBe("isovec_search_code");
    expect(tool.inputSchema).toMatchObject({ required: ["query"] });
    expect(answer).toMatch(/^postprocess\/pooling\/last-token\.ts:\d+-\d+ \(typescript\)\n *\d+ {2}/);
    expect(answer.split("\n\n").filter((text) => /^\S+:\d+-\d+ /.test(text))).toHaveLength(2);
    expect(bounded.length).toBeLessThanOrEqual(1_500);
    expect(bounded).toContain("last-token.ts");
    expect(empty.message).toMatch(/`query` must be a text/);
  });
});

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return Number.NaN;
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
}
