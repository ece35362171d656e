/** Whether a model's weights are those of a graph that was published, which no checkpoint vouches for. */
export function isGraph(weightsFile: string): boolean {
  return weightsFile.endsWith(".onnx");
}
