/** The engines of the page, in the order in which they are shown. */
export const engineIds = ["webgpu", "wasm", "static"] as const;
export type EngineId = (typeof engineIds)[number];

/** An engine that computes the transformer by ONNX Runtime, under its name for the device. */
export type TransformerId = Exclude<EngineId, "static">;

export const engineNames: Readonly<Record<EngineId, string>> = {
  webgpu: "WebGPU",
  wasm: "WASM",
  static: "Static table",
};
