export { cachedOnnx } from "./cache/conversion-cache.ts";
export { type ConvertOptions, convertToOnnx } from "./convert-to-onnx.ts";
export type { OnnxFiles } from "./onnx/write-onnx.ts";
