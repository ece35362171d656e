export { cachedOnnx } from "./cache/cached-onnx.ts";
export { type ConvertOptions, convertToOnnx } from "./convert-to-onnx.ts";
export type { OnnxFiles } from "./onnx/write-onnx.ts";
