import { IsovecError } from "@isovec/core/browser";
import type { ExpectedFile } from "./fetch-verified.ts";

export interface GraphFile extends ExpectedFile {
  /** Relative to the model's folder. */
  readonly path: string;
}

/** What `npm run playground` made of the checkpoint, and what runs it. */
export interface GraphFiles {
  /** ONNX, without weights. */
  readonly graph: GraphFile;
  /** In fp16, as the checkpoint stores them. */
  readonly weights: GraphFile;
  /** ONNX Runtime's WebAssembly. */
  readonly runtime: GraphFile;
}

/** @throws IsovecError `ModelNotFound` */
export async function readGraphFiles(folder: URL): Promise<GraphFiles> {
  const response = await fetch(new URL("graph.json", folder));
  if (response.ok) return (await response.json()) as GraphFiles;
  throw new IsovecError("ModelNotFound", `${response.url} answers with status ${response.status}.`, {
    remedy: "Build the page again with `npm run playground`.",
  });
}
