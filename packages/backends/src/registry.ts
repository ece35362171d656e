// Written by scripts/generate-registry.mjs from the folders beside it.
import type { BackendProvider } from "@isovec/core";
import { provider as http } from "./http/provider.ts";
import { provider as llamaCpp } from "./llama-cpp/provider.ts";
import { provider as onnx } from "./onnx/provider.ts";
import { provider as process } from "./process/provider.ts";
import { provider as webgpu } from "./webgpu/provider.ts";

/** Every engine, the default first. Listing them loads none: each imports its libraries when a model is loaded. */
export const backendProviders: readonly BackendProvider[] = [onnx, http, llamaCpp, process, webgpu];
