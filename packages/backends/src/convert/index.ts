export { cachedGguf } from "./cache/cached-gguf.ts";
export { cachedOnnx } from "./cache/cached-onnx.ts";
export { type Conversion, cachedConversion } from "./cache/conversion-cache.ts";
export { convertToGguf, type GgufFiles, type GgufOptions } from "./convert-to-gguf.ts";
export { type ConvertOptions, convertToOnnx } from "./convert-to-onnx.ts";
export { positionlessTokenOf } from "./gguf/gguf-architecture-of.ts";
export type { GgufDtype } from "./gguf/tensor-type.ts";
export type { OnnxFiles } from "./onnx/onnx-files.ts";
