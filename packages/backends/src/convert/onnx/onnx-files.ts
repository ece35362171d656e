import { join } from "node:path";

/** Paths of a graph and of the file beside it, in the same folder, that holds its weights. */
export interface OnnxFiles {
  readonly graph: string;
  readonly weights: string;
}

/** Absolute paths of the files of a graph in a folder. */
export function onnxFilesIn(directory: string): OnnxFiles {
  return { graph: join(directory, "model.onnx"), weights: join(directory, "model.onnx_data") };
}
