import type { z } from "zod";
import { methods } from "./methods.ts";
import { duplicatesParams, duplicatesResult } from "./schemas/duplicates.ts";
import {
  embedParams,
  embedResult,
  modelsResult,
  tokenizeParams,
  tokenizeResult,
} from "./schemas/embedding.ts";
import { searchParams, searchResult, similarParams } from "./schemas/search.ts";
import {
  backendListResult,
  backendMeasurement,
  backendMeasureParams,
  backendSelectParams,
  indexStatus,
  noParams,
  serverStatus,
} from "./schemas/server.ts";

/** A method of the protocol. Types, validation, JSON Schema and the reference in docs/protocol/1.0 come from here. */
export interface ProtocolMethod {
  readonly method: string;
  readonly description: string;
  readonly params: z.ZodType;
  /** Absent for a notification. */
  readonly result?: z.ZodType;
  /** Shown in the reference and held to the schemas by a test. */
  readonly example: { readonly params: unknown; readonly result?: unknown };
  /** Version of the protocol that brought it. */
  readonly since: string;
}

const since = "1.0";
const status = {
  state: "embedding",
  files: 214,
  chunks: 1890,
  embedded: 1210,
  pending: 680,
  etaMs: 41000,
  bytes: 7340032,
  locations: ["/home/ada/.cache/isovec/index/project-0f3a"],
  generation: 12,
  vectorSpace: "vs1-6f0c2a",
  tiers: [
    { tier: "lexical", done: 214, pending: 0 },
    { tier: "static", done: 1890, pending: 0 },
    { tier: "model", done: 1210, pending: 680, etaMs: 41000 },
  ],
  errors: [],
};
const measurement = {
  model: "all-MiniLM-L6-v2",
  dtype: "fp32",
  device: "cpu",
  texts: 64,
  idsEqual: true,
  largest: 1.4e-12,
  tolerance: 1e-5,
  tokensPerSecond: 5200,
  measuredMs: 1795000000000,
};
const backends = {
  backends: [
    {
      id: "onnx",
      description: "ONNX Runtime on the CPU.",
      dtypes: ["fp32", "int8"],
      devices: ["cpu"],
      state: "active",
      measured: measurement,
    },
  ],
  active: { id: "onnx", model: "all-MiniLM-L6-v2", device: "cpu", vectorSpace: "vs1-6f0c2a" },
};

/** What a client asks. */
export const requests: readonly ProtocolMethod[] = [
  {
    method: methods.embed,
    description: "Vectors of texts.",
    params: embedParams,
    result: embedResult,
    example: {
      params: { inputs: ["hello world"], role: "document", dimensions: 3, encoding: "float" },
      result: {
        vectorSpace: "vs1-6f0c2a",
        dimensions: 3,
        dtype: "float32",
        count: 1,
        data: [[-0.71, 0.63, 0.31]],
        usage: [{ tokens: 4, usedTokens: 4, truncated: false }],
      },
    },
    since,
  },
  {
    method: methods.tokenize,
    description: "The ids that `embedding/embed` feeds for the same texts.",
    params: tokenizeParams,
    result: tokenizeResult,
    example: {
      params: { inputs: ["Hello, world"], role: "query" },
      result: { ids: [[101, 7592, 1010, 2088, 102]], tokens: [["[CLS]", "hello", ",", "world", "[SEP]"]] },
    },
    since,
  },
  {
    method: methods.models,
    description: "The models, and the one that answers.",
    params: noParams,
    result: modelsResult,
    example: {
      params: {},
      result: {
        models: [{ name: "all-MiniLM-L6-v2", architecture: "bert", dimensions: 384, maxTokens: 256 }],
        active: "all-MiniLM-L6-v2",
        vectorSpace: "vs1-6f0c2a",
      },
    },
    since,
  },
  {
    method: methods.search,
    description: "Places in the workspace's files that answer a question.",
    params: searchParams,
    result: searchResult,
    example: {
      params: { query: "where are passwords hashed", limit: 1, include: ["src/**/*.ts"] },
      result: {
        hits: [
          {
            uri: "file:///project/src/password.ts",
            range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
            line: 3,
            score: 0.031,
            language: "typescript",
            preview: "export function hashPassword(password: string): string {",
          },
        ],
        index: { generation: 12, complete: true, stale: false },
      },
    },
    since,
  },
  {
    method: methods.similar,
    description: "Places that are written like a range of lines; the score is the cosine.",
    params: similarParams,
    result: searchResult,
    example: {
      params: {
        textDocument: { uri: "file:///project/src/password.ts" },
        range: { start: { line: 3, character: 0 }, end: { line: 6, character: 0 } },
        limit: 1,
      },
      result: {
        hits: [
          {
            uri: "file:///project/src/token.ts",
            range: { start: { line: 10, character: 0 }, end: { line: 14, character: 0 } },
            line: 10,
            score: 0.71,
            language: "typescript",
            preview: "export function hashToken(token: string): string {",
          },
        ],
        index: { generation: 12, complete: true, stale: false },
      },
    },
    since,
  },
  {
    method: methods.duplicates,
    description:
      "Definitions of a document, as it is saved, that are there more than once. InputInvalid when the index does not have it.",
    params: duplicatesParams,
    result: duplicatesResult,
    example: {
      params: { textDocument: { uri: "file:///project/src/password.ts" } },
      result: {
        duplicates: [
          {
            range: { start: { line: 2, character: 0 }, end: { line: 9, character: 0 } },
            likeness: "renamed",
            hit: {
              uri: "file:///project/src/token.ts",
              range: { start: { line: 10, character: 0 }, end: { line: 17, character: 0 } },
              line: 10,
              score: 0.95,
              language: "typescript",
              preview: "export function hashToken(token: string): string {",
            },
          },
        ],
        compared: 3,
      },
    },
    since,
  },
  {
    method: methods.indexStatus,
    description: "How far the index is.",
    params: noParams,
    result: indexStatus,
    example: { params: {}, result: status },
    since,
  },
  {
    method: methods.indexRefresh,
    description: "Looks for changes on disk now; answered when the index is up to date.",
    params: noParams,
    result: indexStatus,
    example: {
      params: {},
      result: { ...status, state: "idle", embedded: 1890, pending: 0, etaMs: undefined },
    },
    since,
  },
  {
    method: methods.indexPause,
    description:
      "Reads and embeds nothing until `index/resume`, or until the client leaves; answered when that has come to rest.",
    params: noParams,
    result: indexStatus,
    example: { params: {}, result: { ...status, state: "paused", etaMs: undefined } },
    since,
  },
  {
    method: methods.indexResume,
    description: "Goes on after `index/pause`, or changes nothing; answered at once.",
    params: noParams,
    result: indexStatus,
    example: { params: {}, result: { ...status, state: "scanning", etaMs: undefined } },
    since,
  },
  {
    method: methods.indexClear,
    description:
      "Empties the index, which is built anew unless it is paused; answered when it is empty. IndexBusy while another process embeds for it.",
    params: noParams,
    result: indexStatus,
    example: {
      params: {},
      result: {
        ...status,
        state: "scanning",
        files: 0,
        chunks: 0,
        embedded: 0,
        pending: 0,
        etaMs: undefined,
      },
    },
    since,
  },
  {
    method: methods.backendList,
    description: "The engines, and the one that serves.",
    params: noParams,
    result: backendListResult,
    example: { params: {}, result: backends },
    since,
  },
  {
    method: methods.backendSelect,
    description: "Changes the engine; answered when the new one has passed its probes and serves.",
    params: backendSelectParams,
    result: backendListResult,
    example: { params: { id: "llama-cpp", dtype: "q8_0" }, result: backends },
    since,
  },
  {
    method: methods.backendMeasure,
    description:
      "Loads an engine beside the one that serves and holds it against the model's golden probes. Refused as `backend/select` would.",
    params: backendMeasureParams,
    result: backendMeasurement,
    example: { params: { id: "onnx" }, result: measurement },
    since,
  },
];

/** What a server tells without being asked. */
export const notifications: readonly ProtocolMethod[] = [
  {
    method: methods.indexDidChange,
    description: "The index moved on. At most four times a second.",
    params: indexStatus,
    example: { params: status },
    since,
  },
  {
    method: methods.serverStatus,
    description: "Health of the server as a whole, as rust-analyzer's notification of this name.",
    params: serverStatus,
    example: {
      params: {
        health: "ok",
        quiescent: true,
        message: "Ready",
        model: "all-MiniLM-L6-v2",
        backend: "onnx (cpu)",
      },
    },
    since,
  },
];
