import { IsovecError } from "@isovec/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CodeIndex } from "../code-index.ts";
import { openTestingIndex } from "../testing/testing-index.ts";
import { Workspace } from "../testing/workspace.ts";
import type { Reranker } from "./reranker.ts";

describe("a search with a reranker", () => {
  let workspace: Workspace;
  let index: CodeIndex | undefined;
  let notices: string[];
  beforeEach(() => {
    workspace = new Workspace();
    notices = [];
    workspace.write("src/first.ts", "// retry a call: retry the call\nexport const first = 1;\n");
    workspace.write("src/other.ts", "// retry a call\nexport const answer = 42;\n");
    workspace.write("src/unlike.ts", "export const unlike = true;\n");
  });
  afterEach(async () => {
    await index?.close();
    workspace[Symbol.dispose]();
  });

  async function search(rerank: Reranker["rerank"], mode: "hybrid" | "lexical" = "hybrid") {
    index = await openTestingIndex(workspace, {
      reranker: { hits: 30, rerank },
      onNotice: (notice) => notices.push(notice),
    });
    await index.refresh();
    return index.search({ query: "retry a call", limit: 1, mode });
  }

  const likesAnswers: Reranker["rerank"] = async (_question, texts) =>
    texts.map((text) => (text.includes("answer") ? 9 : -9));

  it("moves up what it likes, also from behind the limit, and says so", async () => {
    const [hit] = await search(likesAnswers);
    expect(hit?.path).toBe("src/other.ts");
    expect(hit?.why?.factors).toContainEqual({ rule: "reranker", factor: 3 });
  });

  it("asks it nothing of a lexical search", async () => {
    const [hit] = await search(likesAnswers, "lexical");
    expect(hit?.path).toBe("src/first.ts");
  });

  it("goes without it when it fails, with a notice, and while it rests", async () => {
    const late = new IsovecError("Timeout", "It is late.", { remedy: "Raise reranker.timeoutMs." });
    const [hit] = await search(() => Promise.reject(late));
    expect(hit?.path).toBe("src/first.ts");
    expect(notices).toEqual([
      "Hits are not put in order by the reranker: It is late. Raise reranker.timeoutMs.",
    ]);
    await index?.close();
    const [resting] = await search(async () => undefined);
    expect(resting?.path).toBe("src/first.ts");
  });
});
