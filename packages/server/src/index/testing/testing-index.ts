import type { CodeIndex } from "../code-index.ts";
import { type OpenCodeIndexOptions, openCodeIndex } from "../open-code-index.ts";
import { TestingEmbedder, testingSpace } from "./testing-embedder.ts";
import type { Workspace } from "./workspace.ts";

/** The index of a workspace, for tests in which neither the model nor its vectors are the point. */
export function openTestingIndex(
  workspace: Workspace,
  options: Partial<OpenCodeIndexOptions> = {},
): Promise<CodeIndex> {
  return openCodeIndex({
    root: workspace.root,
    stateDirectory: workspace.state,
    vectorSpace: testingSpace(),
    embedder: new TestingEmbedder(),
    ...options,
  });
}
