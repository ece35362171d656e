// Written by scripts/generate-registry.mjs from the folders beside it.
import type { BackendProvider } from "@isovec/core";
import { provider as httpProvider } from "./http/provider.ts";
import { provider as llamaCppProvider } from "./llama-cpp/provider.ts";
import { provider as onnxProvider } from "./onnx/provider.ts";
import { provider as processProvider } from "./process/provider.ts";
import { provider as staticProvider } from "./static/provider.ts";
import { provider as webgpuProvider } from "./webgpu/provider.ts";

/** Every engine, the default first. Listing them loads none: each imports its libraries when a model is loaded. */
export const backendProviders: readonly BackendProvider[] = [
  onnxProvider,
  httpProvider,
  llamaCppProvider,
  processProvider,
  staticProvider,
  webgpuProvider,
];
