import type { ProtocolMethod } from "./catalogue.ts";
import { pluginMethods } from "./plugin-methods.ts";
import {
  pluginCancelParams,
  pluginEmbedParams,
  pluginEmbedResult,
  pluginHealthResult,
  pluginInitializeParams,
  pluginInitializeResult,
  pluginLoadParams,
  pluginLoadResult,
  pluginLogParams,
  pluginModelParams,
  pluginNothing,
  pluginProgressParams,
} from "./schemas/plugin.ts";
import { noParams } from "./schemas/server.ts";

const since = "1.0";

/** What the server asks a plugin. */
export const pluginRequests: readonly ProtocolMethod[] = [
  {
    method: pluginMethods.initialize,
    description: "The first request: what the plugin may do, and what it can.",
    params: pluginInitializeParams,
    result: pluginInitializeResult,
    example: {
      params: {
        protocolVersion: "1.0",
        processId: 4711,
        options: {},
        cacheDir: "/home/ada/.cache/isovec/models",
        policy: { network: false, allowedHosts: [] },
        limits: { maxFrameBytes: 268435456 },
      },
      result: {
        capabilities: {
          input: "tokens",
          output: "states",
          encodings: ["base64"],
          dtype: "fp32",
          device: "cpu",
          numeric: "exact",
        },
        pluginInfo: { name: "my-engine" },
      },
    },
    since,
  },
  {
    method: pluginMethods.load,
    description: "Loads the model. Asked once, before any `backend/embed`.",
    params: pluginLoadParams,
    result: pluginLoadResult,
    example: {
      params: {
        model: {
          id: "tiny",
          dir: "/models/tiny",
          files: [
            {
              path: "model.safetensors",
              sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
              bytes: 4096,
            },
          ],
          architecture: "bert",
          hiddenSize: 2,
          vocabularySize: 30522,
          maxTokens: 256,
        },
        dtype: "fp32",
      },
      result: { modelId: "tiny", dimensions: 2, maxTokens: 256 },
    },
    since,
  },
  {
    method: pluginMethods.embed,
    description: "The states of tokens, or the vectors of texts.",
    params: pluginEmbedParams,
    result: pluginEmbedResult,
    example: {
      params: { modelId: "tiny", encoding: "base64", lengths: [4], ids: "ZQAAAKgdAAAoCAAAZgAAAA==" },
      result: { count: 1, shape: [4, 2], data: "AACAPwAAAAAAAIA/AAAAAAAAgD8AAAAAAACAPwAAAAA=" },
    },
    since,
  },
  {
    method: pluginMethods.unload,
    description: "The model is no longer wanted. Sent once, before `shutdown`.",
    params: pluginModelParams,
    result: pluginNothing,
    example: { params: { modelId: "tiny" }, result: null },
    since,
  },
  {
    method: pluginMethods.health,
    description: "Whether the plugin lives. Asked while an answer is late.",
    params: pluginModelParams,
    result: pluginHealthResult,
    example: { params: { modelId: "tiny" }, result: { loaded: true } },
    since,
  },
  {
    method: pluginMethods.shutdown,
    description: "The last request; `exit` follows.",
    params: noParams,
    result: pluginNothing,
    example: { params: {}, result: null },
    since,
  },
];

/** What the server tells a plugin. */
export const pluginNotices: readonly ProtocolMethod[] = [
  {
    method: pluginMethods.exit,
    description: "The plugin ends.",
    params: noParams,
    example: { params: {} },
    since,
  },
  {
    method: pluginMethods.cancel,
    description: "The answer to a request is no longer wanted: -32800, or the answer as usual.",
    params: pluginCancelParams,
    example: { params: { id: 3 } },
    since,
  },
];

/** What a plugin tells the server. */
export const pluginReports: readonly ProtocolMethod[] = [
  {
    method: pluginMethods.progress,
    description: "One short line on what takes long.",
    params: pluginProgressParams,
    example: { params: { value: { message: "compiling kernels" } } },
    since,
  },
  {
    method: pluginMethods.log,
    description: "One line for the server's log.",
    params: pluginLogParams,
    example: { params: { message: "no GPU was found, the CPU computes" } },
    since,
  },
];
